-- An identity card or BundID that a person connected to an account which began otherwise. The pseudonym that opened an account
-- stands in the account's own row.
create table identity.linked_identity (
  pseudonym bytea primary key,
  account uuid not null references identity.account,
  kind text not null check (kind in ('Eid', 'Bundid')),
  linked_at timestamptz not null
);
create index linked_identity_account on identity.linked_identity (account);
call kernel.open_region_table('identity.linked_identity', 'select, insert, delete');
