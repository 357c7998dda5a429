-- How often the same night of a stay was charged before with this code, each time countered since: a guest whose
-- early-departure or no-show charge was taken back and who stays after all pays the night like everybody.
ALTER TABLE posting ADD COLUMN charged_before BIGINT NOT NULL DEFAULT 0;

-- A night is charged once however often the audit is started, until its posting is countered.
DROP INDEX posting_once_a_night;
CREATE UNIQUE INDEX posting_once_a_night ON posting (stay_id, night, code, charged_before) WHERE night IS NOT NULL AND corrects IS NULL;
