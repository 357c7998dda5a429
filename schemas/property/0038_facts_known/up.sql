-- Whether reservations copied before 0014 have their facts: looked through once, not at every start of a hotel with years
-- of reservations.
ALTER TABLE hotel_state ADD COLUMN facts_known BIGINT NOT NULL DEFAULT 0 CHECK (facts_known IN (0, 1));
