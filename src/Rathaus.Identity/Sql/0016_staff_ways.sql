-- Staff who sign in with an outside OpenID provider: known by its stable subject once an administrator has linked it.
create table identity.staff_link (
  issuer text not null check (length(issuer) between 1 and 300),
  subject text not null check (length(subject) between 1 and 255),
  staff uuid not null references identity.staff,
  linked_by uuid not null references identity.staff,
  linked_at timestamptz not null,
  primary key (issuer, subject)
);
create unique index staff_link_staff on identity.staff_link (staff, issuer);
call kernel.open_region_table('identity.staff_link');

-- A subject nobody has linked yet: whoever signed in with it got a code to hand to the administrator.
create table identity.staff_link_request (
  code_hash bytea primary key check (length(code_hash) = 32),
  issuer text not null check (length(issuer) between 1 and 300),
  subject text not null check (length(subject) between 1 and 255),
  expires_at timestamptz not null
);
call kernel.open_region_table('identity.staff_link_request', 'select, insert, delete');

-- A sign-in on its way to an outside provider and back: single use, bound to the browser.
create unlogged table identity.federation_state (
  state_hash bytea primary key check (length(state_hash) = 32),
  browser bytea not null check (length(browser) = 32),
  nonce text not null,
  verifier text not null,
  back text not null check (length(back) <= 2000),
  expires_at timestamptz not null
);
create index federation_state_age on identity.federation_state (expires_at);
call kernel.open_region_table('identity.federation_state', 'select, insert, delete');

-- Break-glass: one sealed code a town, used once. Whoever uses it becomes a member of staff of its own until a fixed hour.
create table identity.sealed_code (
  id uuid primary key,
  town smallint not null check (town > 0),
  code_hash bytea not null unique check (length(code_hash) = 32),
  sealed_at timestamptz not null,
  used_at timestamptz,
  ended_at timestamptz
);
create unique index sealed_code_town on identity.sealed_code (town) where ended_at is null;
call kernel.open_region_table('identity.sealed_code', 'select, insert, update');

alter table identity.staff
  add column emergency_until timestamptz;
create index staff_emergency on identity.staff (emergency_until) where emergency_until is not null;

-- What every administrator of a town has to read.
create table identity.staff_notice (
  staff uuid not null references identity.staff,
  id uuid not null,
  kind text not null check (kind in ('break-glass')),
  town smallint not null check (town > 0),
  at timestamptz not null,
  read_at timestamptz,
  primary key (staff, id)
);
call kernel.open_region_table('identity.staff_notice', 'select, insert, update');
