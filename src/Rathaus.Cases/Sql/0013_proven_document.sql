-- The document with its proof inside, sealed, as it was made when the log had it cosigned. The document itself stays as it was issued.
alter table cases.document add column proven uuid;
comment on column cases.document.proven is 'file in the kernel''s store, encrypted under the case''s key; null: not proven yet';
create unique index document_proven on cases.document (municipality, proven) where proven is not null;
grant update (proven) on cases.document to rathaus_app, rathaus_worker;
