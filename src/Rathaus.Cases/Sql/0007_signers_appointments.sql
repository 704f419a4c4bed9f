-- Joint applications (Mitzeichnung), further documents of a grant, and appointments (Termine).

alter table cases.application
  drop constraint application_status_check,
  add constraint application_status_check check (status in ('AwaitingSigners', 'AwaitingPayment', 'Submitted', 'InReview',
    'AwaitingApplicant', 'AwaitingRelease', 'ReadyToSend', 'Decided', 'Withdrawn', 'Expired'));

alter table cases.mailbox_entry
  drop constraint mailbox_entry_kind_check,
  add constraint mailbox_entry_kind_check check (kind in ('receipt', 'document', 'message', 'correction', 'payment',
    'withdrawal', 'signing', 'cosign', 'cosign-document', 'appointment', 'other'));

-- How a person named in the answers gets to their confirmation: a code that the applicant hands over, or an account whose
-- confirmed identity is that person's. What they said stands in the case's history.
create table cases.signer (
  municipality smallint not null,
  number text collate "C" not null,
  signer uuid not null,
  code_hash bytea check (length(code_hash) = 32),
  expires_on date,
  account uuid,
  changed_at timestamptz not null,
  primary key (municipality, number, signer),
  check ((code_hash is null) = (expires_on is null))
);

comment on column cases.signer.code_hash is 'of the invitation''s code; empty once it was used';
create unique index signer_account on cases.signer (municipality, number, account) where account is not null;
call kernel.protect_town_table('cases.signer');

alter table cases.document add column copies smallint not null default 1 check (copies > 0);
comment on column cases.document.copies is 'how many were applied for';

-- Appointments. A place at a counter is taken in units of five minutes; their key lets nobody sit on another's chair.
create table cases.appointment (
  municipality smallint not null,
  id uuid not null,
  office text not null,
  day date not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at),
  counter smallint not null check (counter > 0),
  status text not null check (status in ('Booked', 'Arrived', 'Served', 'Missed', 'Cancelled')),
  number text collate "C",
  rule text,
  account uuid,
  secret_hash bytea check (length(secret_hash) = 32),
  name text check (length(name) between 1 and 200),
  topic text check (length(topic) <= 200),
  language text not null,
  version integer not null check (version > 0),
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (municipality, id),
  check ((number is null) = (rule is null)),
  check (number is not null or name is not null)
) with (fillfactor = 85);

comment on column cases.appointment.number is 'the case it belongs to; without one it is a visit to the counter';
comment on column cases.appointment.version is 'counts changes: SEQUENCE of the calendar file';
create index appointment_day on cases.appointment (municipality, office, day, starts_at);
create index appointment_past on cases.appointment (municipality, day) where number is null;
create unique index appointment_case on cases.appointment (municipality, number, rule)
  where number is not null and status in ('Booked', 'Arrived', 'Served');
create index appointment_number on cases.appointment (municipality, number) where number is not null;
call kernel.protect_town_table('cases.appointment');

create table cases.appointment_unit (
  municipality smallint not null,
  office text not null,
  counter smallint not null,
  at timestamptz not null,
  appointment uuid not null,
  primary key (municipality, office, counter, at),
  foreign key (municipality, appointment) references cases.appointment (municipality, id)
);

create index appointment_unit_of on cases.appointment_unit (municipality, appointment);
call kernel.protect_town_table('cases.appointment_unit');

-- Region table: where an account has appointments.
create table cases.account_appointment (
  account uuid not null,
  town smallint not null,
  appointment uuid not null,
  primary key (account, town, appointment)
);
call kernel.open_region_table('cases.account_appointment', 'select, insert, delete');

-- Deletion takes the new tables along.
create or replace function cases.erase(p_number text, p_on date, p_unreadable_from date, p_term text, p_objects text[]) returns boolean
language plpgsql security definer
set search_path = pg_catalog
as $$
declare
  v_town smallint := kernel.town();
  v_case cases.application;
  v_files integer;
begin
  select * into v_case from cases.application a where a.municipality = v_town and a.number = p_number for update;
  if not found then
    return false;
  end if;
  if v_case.closed_at is null or v_case.refund_due <> 0 or p_on <= (v_case.closed_at at time zone 'Europe/Berlin')::date then
    raise exception 'the case is not closed' using errcode = '55000';
  end if;

  delete from kernel.file f where f.municipality = v_town and f.object = any(p_objects);
  get diagnostics v_files = row_count;
  insert into cases.tombstone
    (municipality, number, service, office, status, outcome, closed_on, erased_on, unreadable_from, term, events, files, head)
  values
    (v_town, p_number, v_case.service, v_case.office, v_case.status, v_case.outcome,
     (v_case.closed_at at time zone 'Europe/Berlin')::date, p_on, p_unreadable_from, p_term, v_case.version, v_files, v_case.head);

  delete from kernel.job j where j.municipality = v_town and j.kind like 'cases.%' and j.kind <> 'cases.erase'
    and (j.payload ->> 'number' = p_number
      or j.payload ->> 'payment' in (select p.id::text from cases.payment p where p.municipality = v_town and p.number = p_number));
  delete from kernel.job_dead j where j.municipality = v_town and j.kind like 'cases.%'
    and (j.payload ->> 'number' = p_number
      or j.payload ->> 'payment' in (select p.id::text from cases.payment p where p.municipality = v_town and p.number = p_number));
  delete from kernel.idempotency i where i.municipality = v_town and i.scope in ('cases.api', 'cases.draft')
    and i.response ->> 'number' = p_number;
  delete from cases.simulated_payment s where s.municipality = v_town and s.reference in (
    select e.reference from cases.payment_event e
    join cases.payment p on p.municipality = v_town and p.id = e.payment
    where e.municipality = v_town and p.number = p_number);
  delete from cases.payment_event e where e.municipality = v_town and e.payment in (
    select p.id from cases.payment p where p.municipality = v_town and p.number = p_number);
  delete from cases.payment p where p.municipality = v_town and p.number = p_number;
  delete from cases.mailbox_entry m where m.municipality = v_town and m.number = p_number;
  delete from cases.message m where m.municipality = v_town and m.number = p_number;
  delete from cases.task t where t.municipality = v_town and t.number = p_number;
  delete from cases.document d where d.municipality = v_town and d.number = p_number;
  delete from cases.case_file f where f.municipality = v_town and f.number = p_number;
  delete from cases.upload u where u.municipality = v_town and u.object = any(p_objects);
  delete from cases.draft d where d.municipality = v_town and d.number = p_number;
  delete from cases.signer s where s.municipality = v_town and s.number = p_number;
  delete from cases.appointment_unit u where u.municipality = v_town and u.appointment in (
    select a.id from cases.appointment a where a.municipality = v_town and a.number = p_number);
  delete from cases.account_appointment x where x.town = v_town and x.appointment in (
    select a.id from cases.appointment a where a.municipality = v_town and a.number = p_number);
  delete from cases.appointment a where a.municipality = v_town and a.number = p_number;
  delete from cases.account_case a where a.town = v_town and a.number = p_number;
  delete from cases.receipt r where r.municipality = v_town and r.number = p_number;
  delete from cases.case_event e where e.municipality = v_town and e.number = p_number;
  delete from cases.application a where a.municipality = v_town and a.number = p_number;

  insert into cases.erasure (municipality, day, kind, count)
  select v_town, p_on, x.kind, x.count
  from (values ('case', 1), ('file', v_files)) as x (kind, count)
  where x.count > 0
  on conflict (municipality, day, kind) do update set count = erasure.count + excluded.count;
  return true;
end $$;
