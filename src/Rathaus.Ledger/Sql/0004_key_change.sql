-- The statement with which a log was begun that goes on for another: signed by the old key and the new one.
alter table ledger.log add column key_change text;
