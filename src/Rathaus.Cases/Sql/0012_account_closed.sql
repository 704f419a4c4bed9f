-- An account that is deleted takes its lists along; the cases stay without it.
grant delete on cases.account_case to rathaus_app;
