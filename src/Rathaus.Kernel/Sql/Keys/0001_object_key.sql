-- Keys of objects (cases, drafts) wrapped by their town's key, and town keys wrapped by the master key. This database is
-- backed up on its own and its backups live at most 30 days: deleting a row makes the object unreadable for good.
create table kernel.town_key (
  municipality smallint not null,
  version smallint not null check (version > 0),
  wrapped bytea not null,
  created_at timestamptz not null default now(),
  primary key (municipality, version)
);
grant select, insert, update on kernel.town_key to rathaus_app;

create table kernel.object_key (
  municipality smallint not null,
  object text not null check (length(object) between 1 and 200),
  town_key_version smallint not null,
  wrapped bytea not null,
  created_at timestamptz not null default now(),
  primary key (municipality, object),
  foreign key (municipality, town_key_version) references kernel.town_key (municipality, version)
);
grant select, insert, update, delete on kernel.object_key to rathaus_app;
