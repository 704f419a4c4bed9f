-- A session may begin with a real online identity card too.
alter table identity.session
  drop constraint session_method_check,
  add constraint session_method_check check (method in ('Passkey', 'Demo', 'SimulatedEid', 'DemoStaff', 'Eid'));
