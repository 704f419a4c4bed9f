-- After a recovery sensitive changes wait; until when stands with the account. proofing_town: whose register or counter checked.
alter table identity.account
  add column hold_until timestamptz,
  add column proofing_town smallint check (proofing_town > 0);
