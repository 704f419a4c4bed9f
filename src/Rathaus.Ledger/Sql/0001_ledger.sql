-- One row per log of a town; a successor has the next number. The tree lies in the tiles, size and root stand here.
create table ledger.log (
  municipality smallint not null,
  id smallint not null check (id > 0),
  origin text not null check (length(origin) between 1 and 200),
  public_key bytea not null check (length(public_key) = 32),
  sealed_key bytea not null,
  size bigint not null default 0 check (size >= 0),
  root bytea not null check (length(root) = 32),
  state text not null default 'open' check (state in ('open', 'frozen', 'closed')),
  reason text,
  created_at timestamptz not null,
  primary key (municipality, id),
  unique (municipality, origin)
);
create unique index log_open on ledger.log (municipality) where state <> 'closed';
call kernel.protect_town_table('ledger.log', 'select, insert, update');
call kernel.open_to_worker('ledger.log');

-- What was handed in, for good. The key makes a repeated call harmless; it goes when the opening is erased.
create table ledger.submission (
  municipality smallint not null,
  id bigint generated always as identity,
  key text check (length(key) between 1 and 200),
  entry bytea not null check (length(entry) between 1 and 65535),
  leaf bytea not null check (length(leaf) = 32),
  personal boolean not null,
  submitted_at timestamptz not null,
  primary key (municipality, id)
);
create unique index submission_key on ledger.submission (municipality, key);
create index submission_leaf on ledger.submission (municipality, leaf);
call kernel.protect_town_table('ledger.submission', 'select, insert, update');

-- What waits for its place: small rows that come and go.
create table ledger.pending (
  municipality smallint not null,
  submission bigint not null,
  primary key (municipality, submission)
) with (autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0.02);
call kernel.protect_town_table('ledger.pending', 'select, insert, delete');
call kernel.open_to_worker('ledger.pending');

-- Where a submission stands in its log. Never changed.
create table ledger.place (
  municipality smallint not null,
  log smallint not null,
  idx bigint not null check (idx >= 0),
  submission bigint not null,
  primary key (municipality, log, idx),
  foreign key (municipality, log) references ledger.log (municipality, id),
  foreign key (municipality, submission) references ledger.submission (municipality, id)
);
create unique index place_submission on ledger.place (municipality, submission);
call kernel.protect_town_table('ledger.place', 'select, insert');

-- C2SP tiles. The last one of a level grows; whoever asks for less gets its beginning.
create table ledger.tile (
  municipality smallint not null,
  log smallint not null,
  level smallint not null check (level between 0 and 63),
  idx bigint not null check (idx >= 0),
  hashes bytea not null check (length(hashes) % 32 = 0 and length(hashes) between 32 and 8192),
  primary key (municipality, log, level, idx),
  foreign key (municipality, log) references ledger.log (municipality, id)
);
alter table ledger.tile alter column hashes set storage external;
call kernel.protect_town_table('ledger.tile', 'select, insert, update');

-- What was published, with enough cosignatures under the policy of that moment.
create table ledger.checkpoint (
  municipality smallint not null,
  log smallint not null,
  size bigint not null check (size >= 0),
  root bytea not null check (length(root) = 32),
  note text not null,
  published_at timestamptz not null,
  primary key (municipality, log, size),
  foreign key (municipality, log) references ledger.log (municipality, id)
);
call kernel.protect_town_table('ledger.checkpoint');

-- The openings of commitments. Deleting a row is the erasure: what is left in the log says nothing any more.
create table ledger.opening (
  municipality smallint not null,
  submission bigint not null,
  salt bytea not null check (length(salt) = 32),
  document_sha256 bytea not null check (length(document_sha256) = 32),
  meta text not null,
  primary key (municipality, submission),
  foreign key (municipality, submission) references ledger.submission (municipality, id)
);
call kernel.protect_town_table('ledger.opening', 'select, insert, delete');
