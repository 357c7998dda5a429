-- What a plan with meals contains, as charges of each night that last as long as the guest stays.
ALTER TABLE fixed_charge ADD COLUMN package BIGINT NOT NULL DEFAULT 0 CHECK (package IN (0, 1));
