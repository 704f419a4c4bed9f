-- A fee that is asked for with the notice, and money of another amount than asked for.

alter table cases.simulated_payment add column paid_amount numeric(14,2) check (paid_amount > 0);
comment on column cases.simulated_payment.paid_amount is 'what was paid, when it is not the amount asked for';

alter table cases.application add column fee_open boolean not null default false;
comment on column cases.application.fee_open is 'asked for with the notice and not paid yet';
