-- What the specialist systems of other makers are to carry out after a decision. The parameters go when the system has answered.
create table registers.specialist_order (
  municipality smallint not null,
  reference text not null,
  deed text not null,
  register text not null,
  effect text not null,
  purpose text not null,
  with_parameters jsonb,
  state text not null default 'ordered' check (state in ('ordered', 'confirmed', 'refused')),
  ordered_at timestamptz not null,
  answered_at timestamptz,
  primary key (municipality, reference, deed),
  check ((state = 'ordered') = (with_parameters is not null)),
  check ((state = 'ordered') = (answered_at is null))
);
call kernel.protect_town_table('registers.specialist_order', 'select, insert, update');
-- Numbers of cases and states are kept as long as records of who looked.
grant delete on registers.specialist_order to rathaus_worker;
