-- The OpenID provider. Everything belongs to the region; the town of a client says who looks after it, no row holds a town's data.

create table identity.oidc_client (
  id text primary key check (id ~ '^[a-z][a-z0-9-]{2,59}$'),
  town smallint check (town > 0),
  name text not null check (length(name) between 1 and 100),
  purpose text not null check (length(purpose) between 1 and 300),
  sector_host text not null check (length(sector_host) between 1 and 253),
  redirect_uris text[] not null default '{}' check (cardinality(redirect_uris) <= 10),
  post_logout_uris text[] not null default '{}' check (cardinality(post_logout_uris) <= 10),
  jwks jsonb not null,
  scopes text[] not null,
  minimum_level smallint not null check (minimum_level between 0 and 3),
  hybrid text not null check (hybrid in ('Allow', 'Warn', 'Deny')),
  backchannel_logout_uri text,
  frontchannel_logout_uri text,
  first_party boolean not null default false,
  version integer not null default 1,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  ended_at timestamptz,
  check (first_party = (town is null)),
  check (first_party or cardinality(redirect_uris) > 0)
);
create index oidc_client_town on identity.oidc_client (town) where town is not null;
call kernel.open_region_table('identity.oidc_client', 'select, insert, update');

-- Who registered and changed a client: append only.
create table identity.oidc_client_change (
  id uuid primary key,
  client text not null references identity.oidc_client,
  at timestamptz not null,
  staff uuid not null,
  action text not null check (action in ('registered', 'changed', 'keys-changed', 'ended')),
  detail jsonb not null default '{}'
);
create index oidc_client_change_client on identity.oidc_client_change (client, at);
call kernel.open_region_table('identity.oidc_client_change', 'select, insert');

-- Private keys are sealed under the key ring. A key is published from created_at, signs from active_from, rests from
-- retired_at and is shown until shown_until. use_for: 'provider' signs tokens, the others are keys of the house as a client.
create table identity.signing_key (
  kid text primary key check (length(kid) = 43),
  use_for text not null check (use_for in ('provider', 'portal', 'portal-dpop')),
  public_jwk jsonb not null,
  private_key bytea not null,
  created_at timestamptz not null,
  active_from timestamptz not null,
  retired_at timestamptz,
  shown_until timestamptz,
  check (active_from >= created_at),
  check (shown_until is null or retired_at is not null)
);
create unique index signing_key_next on identity.signing_key (use_for) where retired_at is null;
call kernel.open_region_table('identity.signing_key', 'select, insert, update');

-- Secrets that all hosts share, sealed under the key ring: the key of pairwise subjects must never change.
create table identity.provider_secret (
  name text primary key check (name in ('pairwise', 'nonce')),
  value bytea not null
);
call kernel.open_region_table('identity.provider_secret', 'select, insert');

-- One authorization from the pushed request to the redeemed code. Each step is one update with the old state in its where.
create table identity.oidc_par (
  id uuid primary key,
  request_hash bytea not null unique check (length(request_hash) = 32),
  client text not null references identity.oidc_client,
  request jsonb not null,
  state text not null check (state in
    ('pushed', 'opened', 'authenticated', 'consented', 'code_issued', 'redeemed', 'expired', 'denied', 'replayed')),
  browser bytea check (length(browser) = 32),
  account uuid references identity.account,
  session bytea,
  authentication jsonb,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  check (state in ('pushed', 'expired') or browser is not null),
  check (state in ('pushed', 'opened', 'expired', 'denied') or account is not null)
);
create index oidc_par_age on identity.oidc_par (expires_at);
call kernel.open_region_table('identity.oidc_par');

-- What a person granted to a client by one sign-in. sid: the session as this client knows it.
create table identity.oidc_grant (
  id uuid primary key,
  client text not null references identity.oidc_client,
  account uuid not null references identity.account,
  passkey uuid,
  session bytea,
  sid text not null,
  scopes text[] not null,
  authentication jsonb not null,
  issuer text not null,
  created_at timestamptz not null,
  last_used_at timestamptz not null,
  ended_at timestamptz,
  end_reason text check (length(end_reason) between 1 and 40),
  check ((ended_at is null) = (end_reason is null))
);
create index oidc_grant_account on identity.oidc_grant (account) where ended_at is null;
create index oidc_grant_session on identity.oidc_grant (session) where ended_at is null;
create index oidc_grant_age on identity.oidc_grant (created_at);
call kernel.open_region_table('identity.oidc_grant');

create table identity.oidc_code (
  code_hash bytea primary key check (length(code_hash) = 32),
  par uuid not null references identity.oidc_par on delete cascade,
  grant_id uuid not null references identity.oidc_grant on delete cascade,
  client text not null,
  redirect_uri text not null,
  code_challenge text not null,
  dpop_jkt text,
  nonce text,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index oidc_code_age on identity.oidc_code (expires_at);
create index oidc_code_par on identity.oidc_code (par);
create index oidc_code_grant on identity.oidc_code (grant_id);
call kernel.open_region_table('identity.oidc_code');

create table identity.oidc_refresh (
  token_hash bytea primary key check (length(token_hash) = 32),
  grant_id uuid not null references identity.oidc_grant on delete cascade,
  client text not null,
  jkt text not null check (length(jkt) = 43),
  expires_at timestamptz not null,
  ended_at timestamptz
);
create index oidc_refresh_age on identity.oidc_refresh (expires_at);
create index oidc_refresh_grant on identity.oidc_refresh (grant_id);
call kernel.open_region_table('identity.oidc_refresh');

-- Access tokens that were revoked before their time; the others need no row.
create table identity.oidc_access (
  jti text primary key check (length(jti) between 1 and 60),
  expires_at timestamptz not null
);
call kernel.open_region_table('identity.oidc_access');

-- Ids of DPoP proofs and of client assertions, each good once. Losing them in a crash costs at most their seconds of age.
create unlogged table identity.dpop_jti (
  hash bytea primary key check (length(hash) = 32),
  expires_at timestamptz not null
);
create index dpop_jti_age on identity.dpop_jti (expires_at);
call kernel.open_region_table('identity.dpop_jti', 'select, insert, delete');

-- What a person agreed to, so that the same question is not asked twice.
create table identity.oidc_consent (
  account uuid not null references identity.account,
  client text not null references identity.oidc_client,
  scopes text[] not null,
  given_at timestamptz not null,
  primary key (account, client)
);
call kernel.open_region_table('identity.oidc_consent');

-- Clients that must be told that a session ended (OpenID Connect Back-Channel Logout 1.0), until they were.
create table identity.oidc_logout_notice (
  id uuid primary key,
  grant_id uuid not null references identity.oidc_grant on delete cascade,
  created_at timestamptz not null,
  next_try_at timestamptz not null,
  attempts smallint not null default 0
);
create index oidc_logout_notice_due on identity.oidc_logout_notice (next_try_at);
create index oidc_logout_notice_grant on identity.oidc_logout_notice (grant_id);
call kernel.open_region_table('identity.oidc_logout_notice');
