-- Whoever plans the ambulance service has roles of their own, in the office that does so.
alter table identity.staff_assignment drop constraint staff_assignment_role_check;
alter table identity.staff_assignment add constraint staff_assignment_role_check
  check (role in ('Clerk', 'SecondClerk', 'Lead', 'Administrator', 'Planner', 'MedicalDirector', 'Controller'));
