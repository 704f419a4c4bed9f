-- Which towns ever had jobs: the workers look there, one index probe per town and kind.
create table kernel.job_town (
  municipality smallint not null primary key
);
call kernel.protect_town_table('kernel.job_town', 'select, insert');
call kernel.open_to_worker('kernel.job_town');
