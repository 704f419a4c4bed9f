-- Wallet: presentations that people show here (OpenID4VP), credentials that towns give out (OpenID4VCI). What is personal lies
-- sealed under the key ring and only as long as it is needed; rows here hold no town's data.

-- How a session began is one of the names in the program; the program keeps the list.
alter table identity.session
  drop constraint session_method_check,
  add constraint session_method_check check (method ~ '^[A-Z][A-Za-z]{1,39}$');

-- The same person again, by a wallet's PID: keyed hash of names, birth date and birth place.
alter table identity.account
  add column pid_pseudonym bytea unique check (length(pid_pseudonym) = 32);

-- Keys of the house for wallets with their certificates; the private part is sealed.
create table identity.wallet_key (
  id uuid primary key,
  purpose text not null check (purpose in ('verifier', 'issuer', 'pid-simulation', 'matching')),
  key_box bytea not null,
  leaf bytea,
  root bytea,
  created_at timestamptz not null,
  ends_at timestamptz not null
);
create index wallet_key_purpose on identity.wallet_key (purpose, created_at);
call kernel.open_region_table('identity.wallet_key', 'select, insert');

-- One presentation asked for. browser: hash of the cookie of the browser that started; code: what that browser must bring back.
create table identity.wallet_request (
  id text primary key check (length(id) = 22),
  browser bytea not null check (length(browser) = 32),
  account uuid references identity.account,
  back text not null check (length(back) <= 2000),
  same_device boolean not null,
  with_address boolean not null,
  nonce text not null,
  key_box bytea not null,
  state text not null check (state in ('open', 'fetched', 'answered', 'shown', 'done', 'refused')),
  code_hash bytea unique check (length(code_hash) = 32),
  digits_hash bytea check (length(digits_hash) = 32),
  digits_until timestamptz,
  tries smallint not null default 0 check (tries between 0 and 3),
  person_box bytea,
  simulated boolean not null default false,
  refusal text check (length(refusal) <= 60),
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index wallet_request_age on identity.wallet_request (expires_at);
call kernel.open_region_table('identity.wallet_request');

-- A credential waiting to be fetched: claims sealed, gone with the fetch or after the term.
create table identity.wallet_offer (
  id uuid primary key,
  account uuid not null references identity.account,
  source text not null check (length(source) between 1 and 100),
  type text not null check (length(type) between 1 and 60),
  title text not null check (length(title) between 1 and 200),
  simulated boolean not null,
  claims_box bytea,
  valid_until date not null,
  code_hash bytea not null unique check (length(code_hash) = 32),
  digits_hash bytea check (length(digits_hash) = 32),
  tries smallint not null default 0 check (tries between 0 and 5),
  state text not null check (state in ('open', 'redeemed', 'issued', 'ended')),
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index wallet_offer_account on identity.wallet_offer (account);
create index wallet_offer_source on identity.wallet_offer (source);
create index wallet_offer_age on identity.wallet_offer (expires_at) where claims_box is not null;
call kernel.open_region_table('identity.wallet_offer', 'select, insert, update, delete');

-- Nonces of the issuer, each good for one request.
create unlogged table identity.wallet_nonce (
  hash bytea primary key check (length(hash) = 32),
  expires_at timestamptz not null
);
create index wallet_nonce_age on identity.wallet_nonce (expires_at);
call kernel.open_region_table('identity.wallet_nonce', 'select, insert, delete');

-- Each credential given out, with its own random place in a status list. No key of a holder, no claim.
create table identity.wallet_credential (
  list integer not null check (list > 0),
  place integer not null check (place between 0 and 131071),
  offer uuid not null references identity.wallet_offer,
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  primary key (list, place)
);
create index wallet_credential_offer on identity.wallet_credential (offer);
create index wallet_credential_revoked on identity.wallet_credential (list, place) where revoked_at is not null;
call kernel.open_region_table('identity.wallet_credential', 'select, insert, update, delete');
