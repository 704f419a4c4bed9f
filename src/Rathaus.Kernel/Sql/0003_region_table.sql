-- Region tables are named here, so that a table with a municipality and without row-level security is an intention (a
-- pointer to a town's row, such as the cases of an account) and never something forgotten.
create table kernel.region_table (
  relation text primary key
);
grant select on kernel.region_table to rathaus_app, rathaus_worker, rathaus_read;

create or replace procedure kernel.open_region_table(
  relation regclass, rights text default 'select, insert, update, delete')
language plpgsql
set search_path = pg_catalog
as $$
begin
  execute format('grant %s on %s to rathaus_app, rathaus_worker', rights, relation);
  insert into kernel.region_table (relation) values (relation::text) on conflict do nothing;
end $$;

insert into kernel.region_table (relation) values ('kernel.data_protection_key'), ('kernel.cache_epoch');
