-- Which invented populations a town has: the same seed and size are written once.
create table registers.population (
  municipality smallint not null,
  seed bigint not null,
  people integer not null check (people > 0),
  primary key (municipality, seed, people)
);
call kernel.protect_town_table('registers.population', 'select, insert');
