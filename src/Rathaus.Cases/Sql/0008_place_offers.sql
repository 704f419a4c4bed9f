-- Offers of childcare places reach the mailbox of the family.
alter table cases.mailbox_entry
  drop constraint mailbox_entry_kind_check,
  add constraint mailbox_entry_kind_check check (kind in ('receipt', 'document', 'message', 'correction', 'payment',
    'withdrawal', 'signing', 'cosign', 'cosign-document', 'appointment', 'offer', 'other'));
