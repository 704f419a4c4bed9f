-- A person whose identity card has an account here shows a wallet: the wallet joins nothing by itself. open_new: the person was asked and
-- wants an account of its own.
alter table identity.wallet_request
  add column open_new boolean not null default false;
