-- Certificates with which a town seals documents with proof; the newest one seals. The private key is sealed by the house's keys.
create table ledger.seal (
  municipality smallint not null,
  id smallint not null check (id > 0),
  certificate bytea not null,
  sealed_key bytea not null,
  created_at timestamptz not null,
  primary key (municipality, id)
);
call kernel.protect_town_table('ledger.seal', 'select, insert');
