-- Staff sign in with passkeys of their own; a passkey belongs to an account or to a member of staff.
alter table identity.staff
  add column user_handle bytea unique check (length(user_handle) = 32);

alter table identity.passkey
  alter column account drop not null,
  add column staff uuid references identity.staff,
  add constraint passkey_owner check (num_nonnulls(account, staff) = 1);
create index passkey_staff on identity.passkey (staff) where staff is not null;

alter table identity.challenge
  drop constraint challenge_purpose_check,
  add constraint challenge_purpose_check check (purpose in (
    'sign-in', 'open-account', 'add-passkey', 'staff-sign-in', 'join-staff'));

-- A code that lets somebody set up access, once. setup: an administrator, made by the operator of the host; join: a new
-- colleague, made by an administrator of the town; renew: a colleague whose passkeys are lost.
create table identity.invitation (
  id uuid primary key,
  code_hash bytea not null unique check (length(code_hash) = 32),
  kind text not null check (kind in ('setup', 'join', 'renew')),
  town smallint check (town > 0),
  display_name text check (length(display_name) between 1 and 200),
  staff uuid references identity.staff,
  assignments jsonb not null default '[]',
  invited_by uuid references identity.staff,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  used_by uuid references identity.staff,
  check (kind = 'setup' or (town is not null and invited_by is not null)),
  check ((kind = 'join') = (display_name is not null)),
  check ((kind = 'renew') = (staff is not null)),
  check (used_by is null or ended_at is not null)
);
create index invitation_town on identity.invitation (town) where ended_at is null;
call kernel.open_region_table('identity.invitation', 'select, insert, update');
