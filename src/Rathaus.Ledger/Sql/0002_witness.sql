-- The witness of this house. Its memory belongs to a role of its own: neither requests nor jobs of the house can turn it back.
grant usage on schema ledger to rathaus_witness;

create table ledger.witness_state (
  origin text primary key check (length(origin) between 1 and 200),
  size bigint not null check (size >= 0),
  root bytea not null check (length(root) = 32),
  note text not null,
  changed_at timestamptz not null
);
grant select, insert, update on ledger.witness_state to rathaus_witness;

create table ledger.witness_key (
  name text primary key check (length(name) between 1 and 200),
  public_key bytea not null check (length(public_key) = 32),
  sealed_key bytea not null,
  created_at timestamptz not null
);
grant select, insert on ledger.witness_key to rathaus_witness;

-- What proves that somebody misbehaved, or that we must stop: shown on the alarm page, downloadable, never deleted.
create table ledger.evidence (
  id uuid primary key,
  origin text not null check (length(origin) between 1 and 200),
  kind text not null check (kind in ('fork', 'inconsistent', 'equivocation', 'rollback', 'entry', 'silence', 'key')),
  fingerprint bytea not null unique check (length(fingerprint) = 32),
  detail text not null,
  bundle text not null,
  at timestamptz not null
);
call kernel.open_region_table('ledger.evidence', 'select, insert');
grant select, insert on ledger.evidence to rathaus_witness;

-- How far this house has followed the logs of others.
create table ledger.followed (
  origin text primary key check (length(origin) between 1 and 200),
  size bigint not null check (size >= 0),
  root bytea not null check (length(root) = 32),
  note text not null,
  edge bytea not null,
  org text not null,
  seen_at timestamptz not null,
  checked_at timestamptz not null
);
call kernel.open_region_table('ledger.followed', 'select, insert, update');
