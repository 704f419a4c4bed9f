-- Residents' register (Melderegister), vehicles and permits of the towns. All tables are town tables.

create table registers.resident (
  municipality smallint not null,
  id uuid not null,
  family_name text not null check (length(family_name) between 1 and 200),
  given_names text not null check (length(given_names) <= 200),
  birth_name text,
  former_names text[] not null default '{}',
  doctor_degree text,
  stage_name text,
  -- yyyy, yyyy-MM or yyyy-MM-dd: parts that are not known are left out, never invented.
  birth_date text not null check (birth_date ~ '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'),
  birth_place text,
  sex text check (sex in ('m', 'f', 'x')),
  nationalities text[] not null default '{}',
  marital_status text,
  religion text,
  tax_id text check (tax_id ~ '^[0-9]{11}$'),
  died_on date,
  -- Search forms of DIN 91379: capital letters A to Z and digits only.
  family_search text not null,
  given_search text not null,
  primary key (municipality, id)
);
create index resident_match on registers.resident (municipality, family_search, given_search, birth_date);
call kernel.protect_town_table('registers.resident');

create table registers.dwelling (
  municipality smallint not null,
  resident uuid not null,
  number smallint not null check (number > 0),
  kind text not null check (kind in ('Only', 'Main', 'Secondary')),
  street text not null,
  house_number text not null,
  post_code text not null check (post_code ~ '^[0-9]{5}$'),
  place text not null,
  street_search text not null,
  moved_in date not null,
  moved_out date,
  primary key (municipality, resident, number),
  foreign key (municipality, resident) references registers.resident (municipality, id) on delete cascade,
  check (moved_out is null or moved_out >= moved_in)
);
call kernel.protect_town_table('registers.dwelling');

create table registers.block (
  municipality smallint not null,
  resident uuid not null,
  kind text not null check (kind in ('Disclosure', 'Conditional')),
  since date not null,
  until date,
  primary key (municipality, resident, kind),
  foreign key (municipality, resident) references registers.resident (municipality, id) on delete cascade
);
call kernel.protect_town_table('registers.block');

create table registers.relation (
  municipality smallint not null,
  resident uuid not null,
  kind text not null check (kind in ('Spouse', 'Partner', 'Child', 'Representative')),
  other uuid not null,
  primary key (municipality, resident, kind, other),
  foreign key (municipality, resident) references registers.resident (municipality, id) on delete cascade,
  foreign key (municipality, other) references registers.resident (municipality, id) on delete cascade
);
create index relation_other on registers.relation (municipality, other);
call kernel.protect_town_table('registers.relation');

-- Demo stand-in for the central vehicle register (ZFZR).
create table registers.vehicle (
  municipality smallint not null,
  plate text not null check (length(plate) between 3 and 12),
  class text not null,
  make text not null,
  length_mm integer not null check (length_mm between 500 and 30000),
  width_mm integer not null check (width_mm between 300 and 5000),
  electric boolean not null,
  keeper_family_name text not null,
  keeper_given_names text not null,
  keeper_family_search text not null,
  keeper_given_search text not null,
  keeper_birth_date date,
  primary key (municipality, plate)
);
call kernel.protect_town_table('registers.vehicle');

create table registers.permit (
  municipality smallint not null,
  kind text not null check (length(kind) between 1 and 60),
  number text not null check (length(number) between 1 and 60),
  family_name text not null,
  given_names text not null,
  birth_date date not null,
  family_search text not null,
  given_search text not null,
  case_number text,
  plate text,
  zone text,
  valid_from date not null,
  valid_until date not null check (valid_until >= valid_from),
  returned_on date,
  primary key (municipality, kind, number)
);
create index permit_holder on registers.permit (municipality, kind, family_search, given_search, birth_date);
call kernel.protect_town_table('registers.permit', 'select, insert, update');

-- Region: which demo data a town already has.
create table registers.demo_seed (
  town smallint primary key,
  version integer not null,
  residents integer not null
);
call kernel.open_region_table('registers.demo_seed', 'select, insert, update');
