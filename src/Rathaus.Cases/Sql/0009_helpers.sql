-- A person who helps with one running case: reads and answers, and nothing else. They come in by a code that the applicant
-- hands over; what they did stands in the case's history.
create table cases.helper (
  municipality smallint not null,
  number text collate "C" not null,
  helper uuid not null,
  name text not null check (length(name) between 1 and 200),
  code_hash bytea check (length(code_hash) = 32),
  expires_on date,
  account uuid,
  changed_at timestamptz not null,
  ended_at timestamptz,
  primary key (municipality, number, helper),
  check ((code_hash is null) = (expires_on is null)),
  check (ended_at is null or code_hash is null)
);
create unique index helper_account on cases.helper (municipality, account, number) where account is not null and ended_at is null;
call kernel.protect_town_table('cases.helper');

-- As before, with the helpers of the case.
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
  delete from cases.helper h where h.municipality = v_town and h.number = p_number;
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
