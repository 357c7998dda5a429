-- How many alerts, messages and traces of a reservation are open, kept with each of them, so that a list of the desk
-- reads no notes.
ALTER TABLE reservation_fact ADD COLUMN open_notes BIGINT NOT NULL DEFAULT 0;

UPDATE reservation_fact SET open_notes = (SELECT COUNT(*) FROM note n WHERE n.confirmation_number = reservation_fact.confirmation_number
    AND n.closed_at IS NULL AND n.kind IN ('alert', 'message', 'trace'));
