-- Jobs that are due in more than an hour wait apart: the hot table and its index hold what is ready or soon will be.
create table kernel.job_later (
  municipality smallint not null,
  id bigint not null,
  kind text not null check (length(kind) between 1 and 100),
  run_at timestamptz not null,
  attempts smallint not null,
  payload jsonb not null,
  last_error_code text,
  created_at timestamptz not null,
  primary key (municipality, id)
);
create index job_later_due on kernel.job_later (municipality, run_at);
call kernel.protect_town_table('kernel.job_later');
call kernel.open_to_worker('kernel.job_later');
create index job_far on kernel.job (municipality, run_at) where lease_until is null and run_at > '-infinity';

-- Tables in which rows come and go all the time are vacuumed early.
alter table kernel.job set (autovacuum_vacuum_threshold = 500, autovacuum_analyze_scale_factor = 0.05);
alter table kernel.idempotency set (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.1);
alter table kernel.town_counter set (fillfactor = 50);

-- Backups that were brought back on trial: a backup nobody ever restored is a hope.
create table kernel.drill (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  kind text not null check (kind in ('dump', 'base')),
  seconds double precision not null check (seconds >= 0),
  rows bigint not null check (rows >= 0),
  faults integer not null check (faults >= 0)
);
call kernel.open_region_table('kernel.drill', 'select, insert');
