-- Organisations with an account of their own (companies, associations).
create table identity.organisation (
  id uuid primary key,
  name text not null check (length(name) between 1 and 200),
  legal_form text not null default '' check (length(legal_form) <= 60),
  register_court text not null default '' check (length(register_court) <= 100),
  register_number text not null default '' check (length(register_number) <= 60),
  address jsonb,
  source text not null check (source in ('Self', 'OrganisationAccount')),
  subject text unique check (length(subject) between 1 and 200),
  simulated boolean not null,
  created_at timestamptz not null,
  closed_at timestamptz
);
call kernel.open_region_table('identity.organisation', 'select, insert, update');

-- Who may act for whom (Vertretung). holder acts, principal is acted for: an account, an organisation, or an id of its own for
-- somebody without account. services null: all. A mandate is asked for, confirmed, and ends; its row stays as long as the account.
create table identity.mandate (
  id uuid primary key,
  kind text not null check (kind in ('Child', 'Care', 'Adult', 'Organisation')),
  holder uuid references identity.account,
  principal uuid not null,
  name text not null check (length(name) between 1 and 200),
  person jsonb,
  organisation uuid references identity.organisation,
  role text check (role in ('Owner', 'Signer', 'Preparer')),
  groups text[] not null default '{}',
  services text[],
  trust smallint not null check (trust between 0 and 3),
  simulated boolean not null,
  valid_from date not null,
  valid_until date,
  town smallint check (town > 0),
  proof text check (length(proof) <= 60),
  code_hash bytea unique check (length(code_hash) = 32),
  code_expires_at timestamptz,
  helper_name text check (length(helper_name) between 1 and 200),
  asked_at timestamptz not null,
  confirmed_at timestamptz,
  confirmed_by text check (confirmed_by in ('Register', 'Clerk', 'Account', 'Owner', 'OrganisationAccount')),
  staff uuid references identity.staff,
  ended_at timestamptz,
  ended_by text check (ended_by in ('Holder', 'Principal', 'Clerk', 'Register', 'Account')),
  reason text check (length(reason) <= 500),
  check ((kind = 'Organisation') = (organisation is not null)),
  check ((kind = 'Organisation') = (role is not null)),
  check (confirmed_at is null or holder is not null),
  check ((confirmed_at is null) = (confirmed_by is null)),
  check ((ended_at is null) = (ended_by is null)),
  check ((code_hash is null) = (code_expires_at is null)),
  check (kind <> 'Child' or valid_until is not null),
  check (valid_until is null or valid_until >= valid_from)
);
create index mandate_holder on identity.mandate (holder);
create index mandate_principal on identity.mandate (principal);
create index mandate_town on identity.mandate (town) where confirmed_at is null and ended_at is null;
call kernel.open_region_table('identity.mandate');

-- The mandate by which a session acts now. Whether it holds is asked with every reading of the session.
alter table identity.session
  add column acting uuid references identity.mandate on delete set null;
