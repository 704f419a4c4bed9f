-- Wallets that fetch credentials with the person's sign-in (OpenID4VCI, authorization code). They are public clients: no keys, no town,
-- and never part of the house. The operator names them in the configuration.
alter table identity.oidc_client
  add column wallet boolean not null default false,
  drop constraint oidc_client_check,
  add constraint oidc_client_owner check (case when wallet then town is null and not first_party else first_party = (town is null) end);

-- The credential that a person agreed to give to a wallet.
alter table identity.oidc_par
  add column offer uuid references identity.wallet_offer;
