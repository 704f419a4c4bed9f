-- Which entry a submission replaces or revokes: whoever checks a document asks for its successor.
alter table ledger.submission add column previous bytea check (length(previous) = 32);
create index submission_previous on ledger.submission (municipality, previous) where previous is not null;
