-- The lease a hotel was given and lives on, and the margin that was added to it: what its silence is measured by, although
-- the configuration may say something else by now. 0: renewed by a program that did not note it yet.
ALTER TABLE hotel_lease
    ADD COLUMN lease_ms bigint NOT NULL DEFAULT 0 CHECK (lease_ms >= 0),
    ADD COLUMN margin_ms bigint NOT NULL DEFAULT 0 CHECK (margin_ms >= 0);
