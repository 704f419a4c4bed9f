-- What has ended is deleted after its term: background work only.
grant delete on registers.register_event, registers.access to rathaus_worker;
grant delete on kernel.audit to rathaus_worker;
create index register_access_day on registers.access (municipality, day);
