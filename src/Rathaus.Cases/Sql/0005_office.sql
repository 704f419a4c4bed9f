-- The office's own helpers: views people keep, who looks at a case now, and news of one's own cases first in the list.

create table cases.saved_view (
  municipality smallint not null,
  staff uuid not null,
  name text not null check (length(name) between 1 and 60),
  query text not null check (length(query) <= 1000),
  created_at timestamptz not null,
  primary key (municipality, staff, name)
);

comment on table cases.saved_view is 'a work list as its address says it, kept by one member of staff for themselves';
call kernel.protect_town_table('cases.saved_view');

create table cases.presence (
  municipality smallint not null,
  number text collate "C" not null,
  staff uuid not null,
  staff_name text,
  seen_at timestamptz not null,
  primary key (municipality, number, staff)
) with (fillfactor = 70);

comment on table cases.presence is 'who has a case open: a lease of minutes, swept every hour';
create index presence_age on cases.presence (municipality, seen_at);
call kernel.protect_town_table('cases.presence');

create index application_news on cases.application
  (municipality, office, coalesce(due_on, date '9999-12-31'), number) where news is not null and assignee is not null;
