-- no-transaction
-- Under row-level security an index is used for a condition only when nothing in it could leak; the server does not count
-- coalesce among what cannot, but case. The same day of order, in a form that pages and counts can jump to.
create index concurrently if not exists application_due_day on cases.application
  (municipality, office, status, service, (case when due_on is null then date '9999-12-31' else due_on end), number);
create index concurrently if not exists application_assignee_day on cases.application
  (municipality, assignee, (case when due_on is null then date '9999-12-31' else due_on end), number) where assignee is not null;
create index concurrently if not exists application_news_day on cases.application
  (municipality, office, (case when due_on is null then date '9999-12-31' else due_on end), number)
  where news is not null and assignee is not null;
drop index concurrently if exists cases.application_due;
drop index concurrently if exists cases.application_assignee;
drop index concurrently if exists cases.application_news;
