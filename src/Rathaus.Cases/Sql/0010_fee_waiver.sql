-- A fee asked for with the notice may be waived or written off.
alter table cases.payment
  drop constraint payment_status_check,
  add constraint payment_status_check check (status in ('Open', 'Pending', 'Paid', 'Lapsed', 'RefundDue', 'Refunded', 'Waived'));
