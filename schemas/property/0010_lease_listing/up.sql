-- While a list is copied page by page no right rests on the copies. What the renewals say of rights that are void is
-- kept beside it. A store that is in the midst of a list has lost that, so it waits for its next renewal.
ALTER TABLE lease ADD COLUMN listing BIGINT NOT NULL DEFAULT 0 CHECK (listing IN (0, 1));

UPDATE lease SET listing = 1, rights_since = 0, duration_ms = 0 WHERE rights_since = 9223372036854775807;
