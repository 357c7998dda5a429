-- Who changed a note after it was written, and when; empty: it stands as it was written.
ALTER TABLE note ADD COLUMN changed_at BIGINT;
ALTER TABLE note ADD COLUMN changed_by TEXT;
