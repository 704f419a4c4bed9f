-- Applications and their files (Vorgangsbearbeitung). Every town table: municipality first in each key, row-level security,
-- no trigger; the code writes events and projection in one transaction.

create table cases.draft (
  municipality smallint not null,
  id uuid not null,
  service text not null,
  service_hash text not null,
  account uuid,
  secret_hash bytea,
  language text not null,
  answers jsonb not null,
  unsaved jsonb,
  page text,
  version integer not null check (version > 0),
  number text collate "C",
  created_at timestamptz not null,
  saved_at timestamptz not null,
  expires_on date not null,
  primary key (municipality, id),
  check (account is not null or secret_hash is not null)
) with (fillfactor = 80);

comment on column cases.draft.unsaved is 'what was typed on a page that is not right yet, as typed';
comment on column cases.draft.number is 'the case it became; such a draft is closed';

create index draft_expiry on cases.draft (municipality, expires_on);

create table cases.application (
  municipality smallint not null,
  number text collate "C" not null,
  service text not null,
  service_version text not null,
  service_hash text not null,
  office text not null,
  status text not null check (status in ('AwaitingPayment', 'Submitted', 'InReview', 'AwaitingApplicant',
    'AwaitingRelease', 'ReadyToSend', 'Decided', 'Withdrawn', 'Expired')),
  outcome text check (outcome in ('Granted', 'PartlyGranted', 'Rejected')),
  account uuid,
  applicant_name text,
  applicant_key text collate "C" not null,
  subject text,
  subject_key text collate "C" not null,
  simulated boolean not null,
  assignee uuid,
  assignee_name text,
  submitted_at timestamptz not null,
  changed_at timestamptz not null,
  decided_at timestamptz,
  due_on date,
  due_kind text,
  due_cause integer,
  due_deemed boolean not null,
  fee numeric(14,2) not null check (fee >= 0),
  paid numeric(14,2) not null check (paid >= 0),
  refund_due numeric(14,2) not null,
  news text check (news in ('message', 'correction', 'payment')),
  version integer not null check (version > 0),
  head bytea not null check (length(head) = 32),
  primary key (municipality, number),
  check ((due_on is null) = (due_cause is null)),
  check (due_cause <= version)
) with (fillfactor = 85);

comment on table cases.application is 'projection of case_event; what lists show and search';
comment on column cases.application.due_cause is 'sequence of the event that started the deadline';

-- One probe per office, status and service finds the first rows of any filter in order (DESIGN section 7: work list < 100 ms).
create index application_due on cases.application
  (municipality, office, status, service, coalesce(due_on, date '9999-12-31'), number);
create index application_received on cases.application (municipality, office, status, service, submitted_at, number);
create index application_assignee on cases.application
  (municipality, assignee, coalesce(due_on, date '9999-12-31'), number) where assignee is not null;
create index application_account on cases.application (municipality, account, submitted_at) where account is not null;
create index application_applicant on cases.application (municipality, applicant_key) where applicant_key <> '';
create index application_subject on cases.application (municipality, subject_key) where subject_key <> '';

create table cases.case_event (
  municipality smallint not null,
  number text collate "C" not null,
  sequence integer not null check (sequence > 0),
  kind text not null,
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('Citizen', 'Anonymous', 'Staff', 'System')),
  actor_id uuid,
  actor_name text,
  body text not null,
  hash bytea not null check (length(hash) = 32),
  primary key (municipality, number, sequence)
);

comment on table cases.case_event is 'append-only history; hash = SHA-256 over the previous hash and the canonical event';

create table cases.receipt (
  municipality smallint not null,
  number text collate "C" not null,
  secret_hash bytea not null check (length(secret_hash) = 32),
  sha256 bytea not null check (length(sha256) = 32),
  created_at timestamptz not null,
  primary key (municipality, number)
);

create table cases.upload (
  municipality smallint not null,
  id uuid not null,
  object text not null,
  draft uuid,
  account uuid,
  question text not null,
  name text not null check (length(name) between 1 and 255),
  media_type text not null,
  size bigint not null check (size > 0),
  sha256 text not null,
  created_at timestamptz not null,
  primary key (municipality, id)
);

comment on column cases.upload.object is 'under whose key the file lies; id is the file''s id in the kernel''s store';

create index upload_draft on cases.upload (municipality, draft) where draft is not null;
create index upload_age on cases.upload (municipality, created_at);

create table cases.case_file (
  municipality smallint not null,
  upload uuid not null,
  number text collate "C" not null,
  primary key (municipality, upload),
  foreign key (municipality, upload) references cases.upload (municipality, id)
);

comment on table cases.case_file is 'an upload becomes part of one case at most';

create index case_file_number on cases.case_file (municipality, number);

create table cases.payment (
  municipality smallint not null,
  id uuid not null,
  number text collate "C" not null,
  amount numeric(14,2) not null check (amount > 0),
  purpose text not null check (length(purpose) <= 27),
  status text not null check (status in ('Open', 'Pending', 'Paid', 'Lapsed', 'RefundDue', 'Refunded')),
  provider text not null,
  simulated boolean not null,
  due_on date not null,
  due_cause integer not null check (due_cause > 0),
  attempt integer not null check (attempt >= 0),
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (municipality, id),
  unique (municipality, number)
);

comment on column cases.payment.attempt is 'counts tries; each has its own reference at the provider, named by its Opened entry';

create table cases.payment_event (
  municipality smallint not null,
  payment uuid not null,
  sequence integer not null check (sequence > 0),
  kind text not null check (kind in ('Opened', 'Cancelled', 'Paid', 'Refunded')),
  reference text not null,
  provider_event text not null,
  amount numeric(14,2) not null,
  at timestamptz not null,
  primary key (municipality, payment, sequence),
  unique (municipality, payment, provider_event),
  foreign key (municipality, payment) references cases.payment (municipality, id)
);

create index payment_event_reference on cases.payment_event (municipality, reference) where kind = 'Opened';

comment on table cases.payment_event is 'ledger: what the provider told, once each; append-only';

create table cases.simulated_payment (
  municipality smallint not null,
  reference text not null,
  payment_key text not null,
  amount numeric(14,2) not null check (amount > 0),
  purpose text not null,
  return_path text not null,
  status text not null check (status in ('Open', 'Paid', 'Cancelled', 'Refunded')),
  changed_at timestamptz not null,
  primary key (municipality, reference),
  unique (municipality, payment_key)
);

comment on table cases.simulated_payment is 'SIMULATION: the books of the embedded payment provider; no money moves';

create table cases.message (
  municipality smallint not null,
  id uuid not null,
  number text collate "C" not null,
  from_office boolean not null,
  author_name text,
  text text not null,
  at timestamptz not null,
  read_at timestamptz,
  primary key (municipality, id)
);

create index message_number on cases.message (municipality, number, at);

create table cases.task (
  municipality smallint not null,
  id uuid not null,
  number text collate "C" not null,
  office text not null,
  kind text not null check (kind in ('refund', 'check-by-hand', 'deliver-by-post')),
  detail text,
  created_at timestamptz not null,
  done_at timestamptz,
  done_by uuid,
  primary key (municipality, id)
);

create index task_open on cases.task (municipality, office, created_at) where done_at is null;
create index task_number on cases.task (municipality, number);

create table cases.document (
  municipality smallint not null,
  id uuid not null,
  number text collate "C" not null,
  kind text not null check (kind in ('notice', 'permit', 'certificate', 'confirmation')),
  title text not null,
  language text not null,
  pdf uuid not null,
  html uuid not null,
  size bigint not null check (size > 0),
  sha256 bytea not null check (length(sha256) = 32),
  created_at timestamptz not null,
  primary key (municipality, id)
);

comment on column cases.document.pdf is 'file in the kernel''s store, encrypted under the case''s key; html likewise';

create index document_number on cases.document (municipality, number, created_at);
create unique index document_pdf on cases.document (municipality, pdf);
create unique index document_html on cases.document (municipality, html);

create table cases.mailbox_entry (
  municipality smallint not null,
  account uuid not null,
  id uuid not null,
  number text collate "C",
  document uuid,
  kind text not null check (kind in ('receipt', 'document', 'message', 'correction', 'payment', 'withdrawal', 'other')),
  subject text not null,
  body text,
  created_at timestamptz not null,
  read_at timestamptz,
  primary key (municipality, account, id)
);

-- Region tables: no data of a town, only where to look. A column named municipality would make them a town's.

create table cases.account_case (
  account uuid not null,
  town smallint not null,
  number text collate "C" not null,
  primary key (account, town, number)
);

create table cases.account_draft (
  account uuid not null,
  town smallint not null,
  draft uuid not null,
  primary key (account, town, draft)
);

create table cases.document_hash (
  sha256 bytea not null primary key check (length(sha256) = 32),
  town smallint not null,
  number text collate "C" not null,
  document uuid not null unique,
  kind text not null,
  issued_on date not null,
  simulated boolean not null
);

-- Rights. The history, receipts, the payment ledger and issued documents can be added to, never changed.

call kernel.protect_town_table('cases.draft');
call kernel.protect_town_table('cases.application', 'select, insert, update');
call kernel.protect_town_table('cases.case_event', 'select, insert');
call kernel.protect_town_table('cases.receipt', 'select, insert');
call kernel.protect_town_table('cases.upload');
call kernel.protect_town_table('cases.case_file', 'select, insert');
call kernel.protect_town_table('cases.payment', 'select, insert, update');
call kernel.protect_town_table('cases.payment_event', 'select, insert');
call kernel.protect_town_table('cases.simulated_payment', 'select, insert, update');
call kernel.protect_town_table('cases.message', 'select, insert, update');
call kernel.protect_town_table('cases.task', 'select, insert, update');
call kernel.protect_town_table('cases.document', 'select, insert');
call kernel.protect_town_table('cases.mailbox_entry');
call kernel.open_region_table('cases.account_case', 'select, insert');
call kernel.open_region_table('cases.account_draft', 'select, insert, delete');
call kernel.open_region_table('cases.document_hash', 'select, insert');
