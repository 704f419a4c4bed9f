-- Identity checks by letter and counter, and the way back into an account.

-- Random secrets of the house (peppers), sealed under the key ring: a copy of the database alone opens and guesses nothing.
create table identity.secret (
  name text primary key check (length(name) between 1 and 60),
  sealed bytea not null,
  created_at timestamptz not null
);
call kernel.open_region_table('identity.secret', 'select, insert');

-- What is told to an account about itself: shown in its mailbox and on its security page.
create table identity.notice (
  account uuid not null references identity.account,
  id uuid not null,
  kind text not null check (length(kind) between 1 and 60),
  passkey uuid,
  created_at timestamptz not null,
  read_at timestamptz,
  primary key (account, id)
);
call kernel.open_region_table('identity.notice');

-- The one activation letter of an account that counts. code_hash null: the register knows nobody by what was asked; it looks the
-- same from outside. person: what a right code confirms.
create table identity.activation (
  account uuid primary key references identity.account,
  town smallint not null check (town > 0),
  letter uuid not null,
  code_hash bytea check (length(code_hash) = 32),
  person jsonb,
  tries smallint not null default 0 check (tries between 0 and 3),
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  end_reason text check (end_reason in ('used', 'guessed', 'replaced')),
  check ((ended_at is null) = (end_reason is null))
);
call kernel.open_region_table('identity.activation');

-- A town's queue of letters to print. asked: what was typed, gone once the register was asked. sealed_code and recipient are gone
-- once the letter is in the post.
create table identity.letter (
  municipality smallint not null,
  id uuid not null,
  purpose text not null check (purpose in ('activation', 'recovery', 'notice')),
  account uuid,
  resident uuid,
  state text not null check (state in ('asked', 'unmatched', 'ready', 'sent', 'void')),
  language text not null check (length(language) between 2 and 12),
  asked jsonb,
  recipient jsonb,
  sealed_code bytea,
  created_at timestamptz not null,
  printed_at timestamptz,
  printed_by uuid,
  sent_at timestamptz,
  sent_by uuid,
  primary key (municipality, id),
  check (state <> 'ready' or recipient is not null),
  check (state in ('ready', 'asked') or (sealed_code is null and recipient is null and asked is null))
);
create index letter_state on identity.letter (municipality, state, created_at);
create index letter_resident on identity.letter (municipality, resident, created_at) where resident is not null;
call kernel.protect_town_table('identity.letter');

-- The code a person shows at a counter: minutes, once.
create table identity.counter_code (
  hash bytea primary key check (length(hash) = 32),
  account uuid not null references identity.account,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index counter_code_account on identity.counter_code (account);
call kernel.open_region_table('identity.counter_code');

-- A document checked at a town's counter. No number of the document is kept. person is gone once the visit is closed.
create table identity.visit (
  municipality smallint not null,
  id uuid not null,
  office text not null,
  purpose text not null check (purpose in ('proofing', 'recovery')),
  account uuid not null,
  person jsonb,
  document_kind text not null check (document_kind in ('identity-card', 'passport', 'residence-title', 'eid-card')),
  document_until date not null,
  state text not null check (state in ('open', 'confirmed', 'refused', 'expired')),
  checked_by uuid not null,
  checked_at timestamptz not null,
  closed_by uuid,
  closed_at timestamptz,
  primary key (municipality, id),
  check ((state = 'open') = (person is not null)),
  check (closed_by is null or closed_by <> checked_by or state <> 'confirmed' or purpose = 'proofing')
);
create index visit_state on identity.visit (municipality, state, checked_at);
call kernel.protect_town_table('identity.visit');

-- Codes that open an account again. code: one of eight the person keeps; letter and counter: one that the town handed out.
create table identity.recovery_code (
  hash bytea primary key check (length(hash) = 32),
  account uuid not null references identity.account,
  kind text not null check (kind in ('code', 'letter', 'counter')),
  created_at timestamptz not null,
  expires_at timestamptz,
  ended_at timestamptz,
  used boolean not null default false,
  check (not used or ended_at is not null)
);
create index recovery_code_account on identity.recovery_code (account) where ended_at is null;
call kernel.open_region_table('identity.recovery_code');

-- A recovery and what was before it, so that the holder of an earlier passkey can object; emptied when the hold is over.
create table identity.recovery (
  id uuid primary key,
  account uuid not null references identity.account,
  kind text not null check (kind in ('code', 'letter', 'counter')),
  at timestamptz not null,
  hold_until timestamptz not null,
  proofing smallint not null check (proofing between 0 and 3),
  person jsonb,
  display_name text,
  ended_at timestamptz,
  objected boolean not null default false
);
create unique index recovery_open on identity.recovery (account) where ended_at is null;
call kernel.open_region_table('identity.recovery');

-- After a recovery earlier passkeys rest: they open nothing, and only let their holder object.
alter table identity.passkey
  add column suspended_at timestamptz;

-- The purposes of challenges are the code's; each challenge is redeemed for the very one it was made for.
alter table identity.challenge
  drop constraint challenge_purpose_check,
  add constraint challenge_purpose_check check (length(purpose) between 1 and 60);
