-- Registers are kept as events; what lists and facts read are projections of them, made anew by `./rathaus registers rebuild`.
create table registers.register_event (
  municipality smallint not null,
  register text not null check (register ~ '^[a-z]{3,20}$'),
  subject text not null check (length(subject) between 1 and 80),
  sequence integer not null check (sequence > 0),
  kind text not null check (kind ~ '^[a-z][a-z-]{1,40}$'),
  at timestamptz not null,
  body jsonb not null,
  actor_kind text not null,
  actor_id uuid,
  -- For which purpose: the id of the service, or what the house itself did.
  purpose text not null,
  -- The case that caused it, its effect, and the how many-eth event of that effect: each happens once.
  reference text,
  deed text,
  step integer,
  primary key (municipality, register, subject, sequence)
);
create unique index register_event_once on registers.register_event (municipality, reference, deed, step) where reference is not null;
call kernel.protect_town_table('registers.register_event', 'select, insert');

-- Residents: where somebody went, and the documents of § 3 (1) no. 17 BMG. Relations may name people who left.
alter table registers.dwelling add column moved_to text;
alter table registers.resident add column documents jsonb not null default '[]';
alter table registers.relation drop constraint relation_municipality_other_fkey;
create index dwelling_place on registers.dwelling (municipality, post_code, street_search) where moved_out is null;

insert into registers.register_event (municipality, register, subject, sequence, kind, at, body, actor_kind, purpose)
select r.municipality, 'residents', r.id::text, 1, 'loaded', now(),
       jsonb_strip_nulls(jsonb_build_object(
         'id', r.id, 'family_name', r.family_name, 'given_names', r.given_names, 'birth_name', r.birth_name,
         'former_names', to_jsonb(r.former_names), 'doctor_degree', r.doctor_degree, 'stage_name', r.stage_name,
         'birth_date', r.birth_date, 'birth_place', r.birth_place, 'sex', r.sex, 'nationalities', to_jsonb(r.nationalities),
         'marital_status', r.marital_status, 'religion', r.religion, 'tax_id', r.tax_id, 'died_on', r.died_on,
         'dwellings', coalesce((
           select jsonb_agg(jsonb_build_object(
             'number', d.number, 'kind', d.kind, 'street', d.street, 'house_number', d.house_number, 'post_code', d.post_code,
             'place', d.place, 'moved_in', d.moved_in, 'moved_out', d.moved_out) order by d.number)
           from registers.dwelling d where d.municipality = r.municipality and d.resident = r.id), '[]'),
         'blocks', coalesce((
           select jsonb_agg(jsonb_build_object('kind', b.kind, 'since', b.since, 'until', b.until) order by b.kind)
           from registers.block b where b.municipality = r.municipality and b.resident = r.id), '[]'),
         'related', coalesce((
           select jsonb_agg(jsonb_build_object('kind', l.kind, 'other', l.other) order by l.kind, l.other)
           from registers.relation l where l.municipality = r.municipality and l.resident = r.id), '[]'))),
       'System', 'initial-load'
from registers.resident r;

-- Vehicles have their identification number as key; a plate belongs to at most one that is registered.
alter table registers.vehicle
  add column vin text,
  add column registered boolean not null default true,
  add column registered_on date,
  add column deregistered_on date,
  add column inspection_due date,
  add column keeper_organisation text,
  add column keeper_address text,
  add column codes text[] not null default '{}';
update registers.vehicle set vin = 'WRH' || upper(substr(encode(sha256(convert_to(plate, 'UTF8')), 'hex'), 1, 14));
alter table registers.vehicle alter column vin set not null;
alter table registers.vehicle drop constraint vehicle_pkey;
alter table registers.vehicle drop constraint vehicle_length_mm_check, drop constraint vehicle_width_mm_check;
alter table registers.vehicle add primary key (municipality, vin);
create unique index vehicle_plate on registers.vehicle (municipality, plate) where registered;
create index vehicle_last_plate on registers.vehicle (municipality, plate) where not registered;

insert into registers.register_event (municipality, register, subject, sequence, kind, at, body, actor_kind, purpose)
select v.municipality, 'vehicles', v.vin, 1, 'loaded', now(),
       jsonb_strip_nulls(jsonb_build_object(
         'plate', v.plate, 'class', v.class, 'make', v.make, 'length_mm', v.length_mm, 'width_mm', v.width_mm, 'electric', v.electric,
         'registered', true, 'keeper_family_name', v.keeper_family_name, 'keeper_given_names', v.keeper_given_names,
         'keeper_birth_date', v.keeper_birth_date)),
       'System', 'initial-load'
from registers.vehicle v;

-- Region: which plates are in use or reserved, and by which town's register. Letters and digits without E and H.
create table registers.plate_use (
  plate_key text primary key check (length(plate_key) between 3 and 8),
  plate text not null,
  town smallint not null,
  reserved_until date,
  -- Who may use a reserved plate; a hash, so that the region learns no names.
  holder bytea,
  pin bytea
);
call kernel.open_region_table('registers.plate_use');
insert into registers.plate_use (plate_key, plate, town)
select upper(regexp_replace(regexp_replace(plate, '[EH]$', ''), '[^A-ZÄÖÜ0-9]', '', 'g')), plate, municipality
from registers.vehicle
on conflict do nothing;
insert into registers.register_event (municipality, register, subject, sequence, kind, at, body, actor_kind, purpose)
select p.town, 'plates', p.plate_key, 1, 'used', now(), jsonb_build_object('plate', p.plate), 'System', 'initial-load'
from registers.plate_use p;

-- Entries of the other registers: civil status, businesses, electoral roll, residence titles, childcare, volunteers' cards.
create table registers.entry (
  municipality smallint not null,
  register text not null,
  subject text not null,
  series text,
  serial integer,
  open boolean not null,
  since date,
  until date,
  state jsonb not null,
  primary key (municipality, register, subject)
);
create unique index entry_serial on registers.entry (municipality, register, series, serial) where serial is not null;
call kernel.protect_town_table('registers.entry');

create table registers.entry_person (
  municipality smallint not null,
  register text not null,
  subject text not null,
  ordinal smallint not null,
  role text not null,
  family_search text not null,
  given_search text not null,
  birth_date text,
  primary key (municipality, register, subject, ordinal)
);
create index entry_person_name on registers.entry_person (municipality, register, family_search, given_search, birth_date);
call kernel.protect_town_table('registers.entry_person');

-- Who looked at what, for which purpose, on which day: one row a day, however often a page was loaded.
create table registers.access (
  municipality smallint not null,
  day date not null,
  actor_kind text not null,
  actor_id uuid not null,
  purpose text not null,
  fact text not null,
  first_at timestamptz not null,
  primary key (municipality, day, actor_id, purpose, fact)
);
call kernel.protect_town_table('registers.access', 'select, insert');
