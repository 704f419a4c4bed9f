-- How sure the house is who somebody is, and what they sign in with, kept apart: the trust level follows from both.
-- proofing: 0 nothing known, 1 self-declared, 2 letter to the registered address or counter, 3 identity card.
-- authenticator: 1 link or code, 2 passkey with user verification, 3 the same bound to an attested device, or the card itself.
alter table identity.account
  add column proofing smallint not null default 1 check (proofing between 0 and 3);
update identity.account set proofing = 3 where eid_pseudonym is not null;

alter table identity.passkey
  add column authenticator smallint not null default 2 check (authenticator between 1 and 3);
update identity.passkey set authenticator = 3
where attestation_trusted and not backup_eligible and clone_suspected_at is null;

alter table identity.session
  add column proofing smallint not null default 1 check (proofing between 0 and 3),
  add column authenticator smallint not null default 2 check (authenticator between 1 and 3);
update identity.session set proofing = 3, authenticator = 3 where trust = 3;
