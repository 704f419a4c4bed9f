-- The permits of a deleted case go with it: background work only.
grant delete on registers.permit to rathaus_worker;
create index permit_case on registers.permit (municipality, case_number) where case_number is not null;
