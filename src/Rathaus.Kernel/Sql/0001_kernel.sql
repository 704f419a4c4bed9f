-- The town a transaction stated, or an error: for functions of the owner that row-level security does not guard.
create function kernel.town() returns smallint
language plpgsql stable
set search_path = pg_catalog
as $$
begin
  if nullif(current_setting('rathaus.municipality', true), '') is null then
    raise exception 'no municipality stated' using errcode = '42501';
  end if;
  return current_setting('rathaus.municipality')::smallint;
end $$;
revoke execute on function kernel.town() from public;
grant execute on function kernel.town() to rathaus_app, rathaus_worker;

-- Every table with a column municipality calls this in its migration: rows of the stated town only, rights as named.
create procedure kernel.protect_town_table(relation regclass, rights text default 'select, insert, update, delete')
language plpgsql
set search_path = pg_catalog
as $$
begin
  execute format('alter table %s enable row level security', relation);
  execute format(
    'create policy town on %s for all to rathaus_app, rathaus_worker '
    'using (municipality = nullif(current_setting(''rathaus.municipality'', true), '''')::smallint) '
    'with check (municipality = nullif(current_setting(''rathaus.municipality'', true), '''')::smallint)', relation);
  execute format('grant %s on %s to rathaus_app, rathaus_worker', rights, relation);
end $$;
revoke execute on procedure kernel.protect_town_table(regclass, text) from public;

-- For tables that background work reads or changes across towns: the worker also sees rows without a stated town.
create procedure kernel.open_to_worker(relation regclass)
language plpgsql
set search_path = pg_catalog
as $$
begin
  execute format(
    'create policy region_work on %s for all to rathaus_worker '
    'using (nullif(current_setting(''rathaus.municipality'', true), '''') is null) '
    'with check (nullif(current_setting(''rathaus.municipality'', true), '''') is null)', relation);
end $$;
revoke execute on procedure kernel.open_to_worker(regclass) from public;

-- Region tables hold no town's data; rights as named.
create procedure kernel.open_region_table(relation regclass, rights text default 'select, insert, update, delete')
language plpgsql
set search_path = pg_catalog
as $$
begin
  execute format('grant %s on %s to rathaus_app, rathaus_worker', rights, relation);
end $$;
revoke execute on procedure kernel.open_region_table(regclass, text) from public;

-- Same key and same body give the same answer for at least 30 days (30-day sweep by created_at).
create table kernel.idempotency (
  municipality smallint not null,
  scope text not null check (length(scope) between 1 and 100),
  key text not null check (length(key) between 1 and 255),
  body_sha256 bytea not null check (length(body_sha256) = 32),
  status smallint not null,
  response jsonb not null,
  created_at timestamptz not null default now(),
  primary key (municipality, scope, key)
);
create index idempotency_age on kernel.idempotency (municipality, created_at);
call kernel.protect_town_table('kernel.idempotency');
call kernel.open_to_worker('kernel.idempotency');

-- Waiting work. Done is deleted; failed for good moves to job_dead. Jobs due at once have run_at -infinity.
create table kernel.job (
  municipality smallint not null,
  id bigint generated always as identity,
  kind text not null check (length(kind) between 1 and 100),
  run_at timestamptz not null default '-infinity',
  lease_until timestamptz,
  attempts smallint not null default 0,
  payload jsonb not null,
  last_error_code text,
  created_at timestamptz not null default now(),
  primary key (municipality, id)
) with (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02);
create index job_ready on kernel.job (municipality, kind, run_at, id) where lease_until is null;
create index job_leased on kernel.job (municipality, lease_until) where lease_until is not null;
call kernel.protect_town_table('kernel.job');
call kernel.open_to_worker('kernel.job');

create table kernel.job_dead (
  municipality smallint not null,
  id bigint not null,
  kind text not null,
  attempts smallint not null,
  payload jsonb not null,
  last_error_code text not null,
  created_at timestamptz not null,
  died_at timestamptz not null default now(),
  primary key (municipality, id)
);
call kernel.protect_town_table('kernel.job_dead');
call kernel.open_to_worker('kernel.job_dead');

-- Who saw or changed what. Append only.
create table kernel.audit (
  municipality smallint not null,
  id uuid not null,
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('account', 'staff', 'system', 'anonymous')),
  actor uuid,
  action text not null check (length(action) between 1 and 100),
  subject text not null check (length(subject) between 1 and 200),
  detail jsonb not null default '{}',
  primary key (municipality, id)
);
create index audit_subject on kernel.audit (municipality, subject, at);
call kernel.protect_town_table('kernel.audit', 'select, insert');

-- Counters per town (case numbers); blocks are reserved, gaps allowed.
create table kernel.town_counter (
  municipality smallint not null,
  name text not null check (length(name) between 1 and 100),
  value bigint not null,
  primary key (municipality, name)
);
call kernel.protect_town_table('kernel.town_counter', 'select, insert, update');

-- Files in encrypted segments of 64 KiB; the key lies in the keys database under the object's name.
create table kernel.file (
  municipality smallint not null,
  id uuid not null,
  object text not null check (length(object) between 1 and 200),
  version smallint not null check (version > 0),
  name text not null check (length(name) between 1 and 255),
  media_type text not null,
  size bigint not null check (size > 0),
  sha256 bytea not null check (length(sha256) = 32),
  state text not null check (state in ('quarantined', 'clean', 'unscanned', 'refused')),
  created_at timestamptz not null,
  primary key (municipality, id)
);
create index file_object on kernel.file (municipality, object);
create index file_state on kernel.file (municipality, state) where state = 'quarantined';
call kernel.protect_town_table('kernel.file');

create table kernel.file_segment (
  municipality smallint not null,
  file uuid not null,
  number integer not null check (number >= 0),
  content bytea not null,
  primary key (municipality, file, number),
  foreign key (municipality, file) references kernel.file (municipality, id) on delete cascade
);
alter table kernel.file_segment alter column content set storage external;
call kernel.protect_town_table('kernel.file_segment', 'select, insert, delete');

-- Region: key ring of cookies and form tokens, encrypted under the master key.
create table kernel.data_protection_key (
  id bigint generated always as identity primary key,
  friendly_name text not null,
  xml text not null,
  created_at timestamptz not null default now()
);
call kernel.open_region_table('kernel.data_protection_key', 'select, insert');

-- Region: caches of all hosts are older than this when the number grows.
create table kernel.cache_epoch (
  name text primary key check (length(name) between 1 and 100),
  epoch bigint not null
);
call kernel.open_region_table('kernel.cache_epoch', 'select, insert, update');
