-- A check-in taken back on the same day: the guest is expected again, under the same stay. The centre is not told, so
-- it keeps the rooms; it hears of the next check-in, or of the no-show.
ALTER TABLE stay ADD COLUMN undone_on BIGINT;
