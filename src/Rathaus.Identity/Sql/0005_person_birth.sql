-- People named in a joint application are looked for by the birth date that an identity card confirmed.
create index account_person_birth on identity.account ((person ->> 'BirthDate')) where person is not null and closed_at is null;
