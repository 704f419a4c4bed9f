-- The newest entries of the logs that this house follows: a town whose database came from a backup gets back from here what it forgot.
create table ledger.mirror (
  origin text not null check (length(origin) between 1 and 200),
  idx bigint not null check (idx >= 0),
  entry bytea not null check (length(entry) between 1 and 65535),
  seen_at timestamptz not null,
  primary key (origin, idx)
);
create index mirror_age on ledger.mirror (seen_at);
call kernel.open_region_table('ledger.mirror');
