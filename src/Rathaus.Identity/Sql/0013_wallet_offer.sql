-- Offers name their town; what a credential is called stands in the texts.
alter table identity.wallet_offer
  drop column title,
  add column town text not null default '' check (length(town) <= 100);

-- Wallets fetch credentials of an offer without being registered: this client stands for all of them. It has no key, so nothing
-- but a grant type that allows it can name it.
insert into identity.oidc_client
  (id, name, purpose, sector_host, jwks, scopes, minimum_level, hybrid, first_party, created_at, changed_at)
values
  ('wallet', 'Wallet', 'Nachweise in die Wallet laden', 'wallet', '{"keys": []}', array['credential'], 0, 'Allow', true, now(), now())
on conflict (id) do nothing;
