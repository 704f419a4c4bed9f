-- Effective services by content hash: a case pins one and is evaluated with it to its end, whatever is published later.
-- Public law and fees of a town, no data of persons: a table of the region.
create table services.effective_service (
  town text not null,
  service text not null,
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  version text not null,
  -- Exactly the text that was hashed: text, because jsonb would reorder it.
  canonical text not null,
  stored_at timestamptz not null,
  primary key (town, service, hash)
);
grant select, insert on services.effective_service to rathaus_app, rathaus_worker;
