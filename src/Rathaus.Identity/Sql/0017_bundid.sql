-- Requests to BundID (SAML 2.0): single use, bound to the browser. result: what a checked assertion said, until that browser fetches it.
create table identity.saml_request (
  id text primary key check (length(id) between 20 and 100),
  browser bytea not null check (length(browser) = 32),
  back text not null check (length(back) <= 2000),
  least smallint not null check (least between 0 and 3),
  expires_at timestamptz not null,
  result jsonb
);
create index saml_request_age on identity.saml_request (expires_at);
call kernel.open_region_table('identity.saml_request');

-- An assertion is taken once, as long as it could be sent again.
create table identity.saml_assertion (
  hash bytea primary key check (length(hash) = 32),
  ends_at timestamptz not null
);
create index saml_assertion_age on identity.saml_assertion (ends_at);
call kernel.open_region_table('identity.saml_assertion', 'select, insert, delete');
