-- The letter that asks the applicant for answers (Nachforderung) is a document too.
alter table cases.document
  drop constraint document_kind_check,
  add constraint document_kind_check check (kind in ('notice', 'permit', 'certificate', 'confirmation', 'request'));
