-- A sign-in or an approval handed from a browser to the person's phone: the row outlives it by an hour, for the limit of
-- five an hour. id is in the QR code; poll_hash binds the browser that asked, claimed_session the first phone.
create table identity.handover (
  id bytea primary key check (length(id) = 16),
  kind text not null check (kind in ('login', 'approve')),
  state text not null check (state in (
    'created', 'claimed', 'approved', 'matched', 'consumed', 'expired', 'denied', 'locked', 'conflict')),
  poll_hash bytea not null unique check (length(poll_hash) = 32),
  typed_hash bytea not null unique check (length(typed_hash) = 32),
  client text not null check (length(client) between 1 and 200),
  service text not null check (length(service) between 1 and 200),
  town text not null check (length(town) <= 200),
  purpose text not null check (length(purpose) <= 2000),
  back text not null check (length(back) <= 2000),
  device text not null check (length(device) <= 100),
  place text not null check (length(place) <= 100),
  network text not null check (length(network) <= 60),
  -- approve: the account that is asked, and what the asking page calls its deed.
  for_account uuid references identity.account,
  deed text check (length(deed) <= 200),
  claimed_account uuid references identity.account,
  claimed_session bytea check (length(claimed_session) = 32),
  claimed_at timestamptz,
  -- What the phone showed and the random part of the challenge that was signed over it.
  shown text check (length(shown) <= 4000),
  nonce bytea check (length(nonce) = 32),
  passkey uuid,
  tries smallint not null default 0 check (tries between 0 and 3),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  check ((kind = 'approve') = (for_account is not null)),
  check ((claimed_account is null) = (claimed_session is null) and (claimed_account is null) = (claimed_at is null))
);
create index handover_age on identity.handover (created_at);
create index handover_claimed on identity.handover (claimed_account, claimed_at) where claimed_account is not null;
create index handover_asked on identity.handover (for_account) where for_account is not null;
call kernel.open_region_table('identity.handover');

-- A session that came by such a hand-over does nothing sensitive.
alter table identity.session
  add column via_handover boolean not null default false,
  drop constraint session_method_check,
  add constraint session_method_check check (method in (
    'Passkey', 'Demo', 'SimulatedEid', 'DemoStaff', 'Eid', 'Handover'));

-- Whether the passkey's device is the one at hand or another one, as the browser said; shown to its owner.
alter table identity.passkey
  add column attachment text check (attachment in ('platform', 'cross-platform'));
