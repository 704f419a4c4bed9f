-- The last address before the move into the town (§ 3 (1) no. 12 BMG): an identity card may still bear it, and objections to the
-- transfer of data (§§ 36, 42, 50 BMG).
alter table registers.resident
  add column previous_address jsonb,
  add column previous_search text,
  add column previous_until date,
  add column objections text[] not null default '{}';
