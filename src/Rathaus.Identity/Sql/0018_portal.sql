-- People sign in at the provider; every client, the portal too, has a session of its own from there. place: whose cookie it is;
-- sid: the session of the provider as the portal knows it.
alter table identity.session
  add column place text not null default 'portal' check (place in ('portal', 'issuer')),
  add column sid text check (length(sid) between 1 and 60),
  add constraint session_of_issuer check (place = 'portal' or account is not null);
create index session_sid on identity.session (sid) where sid is not null;
