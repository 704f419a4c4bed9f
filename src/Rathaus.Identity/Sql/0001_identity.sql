-- Accounts, passkeys, sessions and staff belong to the region, not to a town: no row here holds a town's data.

-- A citizen's account. person: what an eID confirmed (names, birth date, address), or null.
create table identity.account (
  id uuid primary key,
  display_name text not null check (length(display_name) between 1 and 200),
  user_handle bytea not null unique check (length(user_handle) = 32),
  person jsonb,
  eid_pseudonym bytea unique,
  demo text unique,
  created_at timestamptz not null,
  closed_at timestamptz
);
call kernel.open_region_table('identity.account', 'select, insert, update');

create table identity.passkey (
  id uuid primary key,
  account uuid not null references identity.account,
  credential_id bytea not null unique check (length(credential_id) between 1 and 1023),
  public_key bytea not null,
  algorithm integer not null,
  sign_count bigint not null check (sign_count >= 0),
  aaguid uuid not null,
  name text not null check (length(name) between 1 and 60),
  backup_eligible boolean not null,
  backed_up boolean not null,
  attestation text not null,
  attestation_trusted boolean not null,
  clone_suspected_at timestamptz,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index passkey_account on identity.passkey (account);
call kernel.open_region_table('identity.passkey');

-- A challenge is signed once, by the browser it was made for, within its time. Losing them in a crash costs one more try.
create unlogged table identity.challenge (
  hash bytea primary key check (length(hash) = 32),
  purpose text not null check (purpose in ('sign-in', 'open-account', 'add-passkey')),
  browser bytea not null check (length(browser) = 32),
  detail jsonb not null default '{}',
  expires_at timestamptz not null
);
create index challenge_age on identity.challenge (expires_at);
call kernel.open_region_table('identity.challenge', 'select, insert, delete');

-- Staff are people of towns; the towns of an assignment are its content, no owner of the row.
create table identity.staff (
  id uuid primary key,
  display_name text not null check (length(display_name) between 1 and 200),
  demo text unique,
  created_at timestamptz not null,
  left_at timestamptz
);
call kernel.open_region_table('identity.staff', 'select, insert, update');

create table identity.staff_assignment (
  staff uuid not null references identity.staff,
  town smallint not null check (town > 0),
  office text not null check (length(office) between 1 and 60),
  role text not null check (role in ('Clerk', 'SecondClerk', 'Lead', 'Administrator')),
  since timestamptz not null,
  ended_at timestamptz,
  primary key (staff, town, office, role)
);
create index staff_assignment_office on identity.staff_assignment (town, office) where ended_at is null;
call kernel.open_region_table('identity.staff_assignment', 'select, insert, update');

-- One row per living session; the id itself is only in the browser's cookie.
create table identity.session (
  id_hash bytea primary key check (length(id_hash) = 32),
  account uuid references identity.account,
  staff uuid references identity.staff,
  passkey uuid,
  method text not null check (method in ('Passkey', 'Demo', 'SimulatedEid', 'DemoStaff')),
  trust smallint not null check (trust between 0 and 3),
  simulated boolean not null,
  device text not null check (length(device) <= 100),
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  ends_at timestamptz not null,
  check (num_nonnulls(account, staff) = 1)
);
create index session_account on identity.session (account) where account is not null;
create index session_staff on identity.session (staff) where staff is not null;
create index session_end on identity.session (ends_at);
call kernel.open_region_table('identity.session');

-- Sign-ins and changes of factors: audit of the region, append only.
create table identity.event (
  id uuid primary key,
  at timestamptz not null,
  account uuid,
  staff uuid,
  action text not null check (length(action) between 1 and 60),
  detail jsonb not null default '{}'
);
create index event_account on identity.event (account, at) where account is not null;
create index event_staff on identity.event (staff, at) where staff is not null;
call kernel.open_region_table('identity.event', 'select, insert');
