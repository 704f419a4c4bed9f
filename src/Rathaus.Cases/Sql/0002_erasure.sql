-- Deletion at the end of a case's retention (Löschung). The history cannot be changed by anybody; only a whole closed case
-- goes, by one function of the owner that the background role may call, and it leaves a tombstone.

alter table cases.application add column closed_at timestamptz;
alter table cases.application add column permit_until date;
comment on column cases.application.closed_at is 'notice sent, withdrawn or lapsed: from here the retention runs';

update cases.application a
set closed_at = e.at
from (
  select municipality, number, min(at) as at
  from cases.case_event
  where kind in ('notice-sent', 'withdrawn', 'payment-lapsed')
  group by municipality, number
) e
where e.municipality = a.municipality and e.number = a.number;

update cases.application a
set permit_until = case when e.body::jsonb ->> 'until' = '9999-12-31' then date 'infinity' else (e.body::jsonb ->> 'until')::date end
from cases.case_event e
where e.municipality = a.municipality and e.number = a.number and e.kind = 'permit-issued';

create index application_closed on cases.application (municipality, service, service_hash, closed_at) where closed_at is not null;

create table cases.tombstone (
  municipality smallint not null,
  number text collate "C" not null,
  service text not null,
  office text not null,
  status text not null,
  outcome text,
  closed_on date not null,
  erased_on date not null,
  unreadable_from date not null check (unreadable_from >= erased_on),
  term text not null,
  events integer not null check (events > 0),
  files integer not null check (files >= 0),
  head bytea not null check (length(head) = 32),
  primary key (municipality, number)
);

comment on table cases.tombstone is 'that a case was there and is deleted; nothing about a person';
comment on column cases.tombstone.unreadable_from is 'the day on which the last backup with the case''s key is gone';
comment on column cases.tombstone.head is 'last hash of the deleted chain';

create index tombstone_day on cases.tombstone (municipality, erased_on);
call kernel.protect_town_table('cases.tombstone', 'select');

create table cases.erasure (
  municipality smallint not null,
  day date not null,
  kind text not null check (kind in ('case', 'draft', 'upload', 'file', 'key')),
  count bigint not null check (count > 0),
  primary key (municipality, day, kind)
);

comment on table cases.erasure is 'how much was deleted on a day: the deletion report';

call kernel.protect_town_table('cases.erasure', 'select, insert, update');

-- Everything of one closed case, its keys are gone already. The town is the one the transaction stated. A second call
-- finds nothing. What stays: the tombstone, the hash for /verify, audit rows (who of the staff did what).
create function cases.erase(p_number text, p_on date, p_unreadable_from date, p_term text, p_objects text[]) returns boolean
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

revoke execute on function cases.erase(text, date, date, text, text[]) from public;
grant execute on function cases.erase(text, date, date, text, text[]) to rathaus_worker;

-- A case's jobs, keys and mailbox entries are found by its number.
create index draft_number on cases.draft (municipality, number) where number is not null;
create index mailbox_number on cases.mailbox_entry (municipality, number) where number is not null;
create index upload_object on cases.upload (municipality, object);
