-- Planning of the ambulance service. All tables are town tables. Calls and missions hold nobody's name, no address, no free text:
-- place by cell, time to the minute (docs/rescue.md).

-- Every number of the room names the imports it comes from.
create table rescue.import_batch (
  municipality smallint not null,
  id uuid not null,
  kind text not null check (kind in ('area', 'calls', 'missions')),
  source text not null check (length(source) between 1 and 100),
  file text not null check (length(file) between 1 and 255),
  sha256 bytea check (length(sha256) = 32),
  synthetic boolean not null,
  rows bigint not null check (rows >= 0),
  taken bigint not null check (taken >= 0),
  changed bigint not null check (changed >= 0),
  same bigint not null check (same >= 0),
  refused bigint not null check (refused >= 0),
  mapping jsonb,
  report jsonb not null,
  imported_at timestamptz not null,
  imported_by uuid,
  primary key (municipality, id)
);
create index import_batch_age on rescue.import_batch (municipality, imported_at desc);
call kernel.protect_town_table('rescue.import_batch', 'select, insert, update');

-- How a system's files are read, by name.
create table rescue.mapping (
  municipality smallint not null,
  name text not null check (length(name) between 1 and 100),
  version integer not null check (version > 0),
  body jsonb not null,
  changed_at timestamptz not null,
  primary key (municipality, name)
);
call kernel.protect_town_table('rescue.mapping', 'select, insert, update');

-- The carrier's area: roads, cells, stations, vehicles, shifts, as the files of an area folder. The newest one counts.
create table rescue.area (
  municipality smallint not null,
  id uuid not null,
  name text not null check (length(name) between 1 and 200),
  synthetic boolean not null,
  batch uuid not null,
  since timestamptz not null,
  primary key (municipality, id)
);
create index area_since on rescue.area (municipality, since desc);
call kernel.protect_town_table('rescue.area', 'select, insert');

create table rescue.area_file (
  municipality smallint not null,
  area uuid not null,
  name text not null check (name ~ '^[a-z_]+\.(csv|json|geojson)$'),
  content text not null,
  primary key (municipality, area, name),
  foreign key (municipality, area) references rescue.area (municipality, id) on delete cascade
);
call kernel.protect_town_table('rescue.area_file', 'select, insert');

create table rescue.call (
  municipality smallint not null,
  source text not null,
  id text not null check (length(id) between 1 and 100),
  batch uuid not null,
  -- To the minute; cut_s are the seconds cut off, kept for thirty days so that missions that come later move along with their call.
  received_at timestamptz not null,
  cut_s smallint check (cut_s between 0 and 59),
  opened_s integer,
  category text not null check (length(category) <= 60),
  patient_class smallint check (patient_class between 0 and 6),
  high_priority boolean not null,
  kind text not null check (kind in ('Emergency', 'Transport', 'Transfer')),
  cell text,
  transported boolean not null,
  hospital text,
  primary key (municipality, source, id)
);
create index call_time on rescue.call (municipality, received_at);
call kernel.protect_town_table('rescue.call');

-- Moments are seconds after the alarm.
create table rescue.mission (
  municipality smallint not null,
  source text not null,
  call text not null,
  vehicle text not null check (length(vehicle) between 1 and 100),
  batch uuid not null,
  type text not null check (type in ('Rtw', 'Nef', 'Ktw', 'Tna', 'Rth', 'FirstResponder')),
  dispatched_at timestamptz not null,
  en_route_s integer,
  on_scene_s integer,
  at_patient_s integer,
  leave_scene_s integer,
  at_hospital_s integer,
  free_s integer,
  back_s integer,
  blue_light boolean not null,
  cancelled boolean not null,
  primary key (municipality, source, call, vehicle)
);
create index mission_time on rescue.mission (municipality, dispatched_at);
call kernel.protect_town_table('rescue.mission');

-- What stays of calls after their term: counts by hour, kind and district, without a count below five.
create table rescue.call_count (
  municipality smallint not null,
  day date not null,
  hour smallint not null check (hour between 0 and 23),
  kind text not null,
  district text not null,
  calls integer not null check (calls >= 5),
  primary key (municipality, day, hour, kind, district)
);
call kernel.protect_town_table('rescue.call_count', 'select, insert, update');

-- Response-time limits: a version confirmed or changed by the town stands before the shipped one.
create table rescue.deadline (
  municipality smallint not null,
  rule text not null check (length(rule) between 1 and 60),
  version integer not null check (version > 0),
  body text not null,
  confirmed_at timestamptz not null,
  confirmed_by uuid,
  primary key (municipality, rule, version)
);
call kernel.protect_town_table('rescue.deadline', 'select, insert');

-- Calculations that take long: asked for, running, done; the result stays with its parameters.
create table rescue.run (
  municipality smallint not null,
  id uuid not null,
  kind text not null check (length(kind) between 1 and 40),
  name text not null check (length(name) <= 200),
  area uuid not null,
  parameters jsonb not null,
  state text not null check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  progress real not null default 0 check (progress between 0 and 1),
  cancel boolean not null default false,
  result jsonb,
  fault text,
  asked_by uuid not null,
  asked_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  primary key (municipality, id)
);
create index run_age on rescue.run (municipality, asked_at desc);
call kernel.protect_town_table('rescue.run');
