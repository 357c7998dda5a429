-- What stands in the minibars, in the order of the shelf, at the price the guest pays. What is taken off the list stays for the
-- sake of what was taken before.
CREATE TABLE minibar_item (
    item TEXT PRIMARY KEY,
    position BIGINT NOT NULL,
    english TEXT NOT NULL CHECK (english <> ''),
    chinese TEXT NOT NULL CHECK (chinese <> ''),
    price_minor BIGINT NOT NULL CHECK (price_minor > 0),
    department TEXT NOT NULL,
    in_use BIGINT NOT NULL CHECK (in_use IN (0, 1))
);

-- What guests took, each charged by one posting, until somebody has filled it up again.
CREATE TABLE minibar_use (
    use_id BIGINT PRIMARY KEY,
    business_date BIGINT NOT NULL,
    room TEXT NOT NULL REFERENCES room (room),
    stay_id BIGINT NOT NULL REFERENCES stay (stay_id),
    item TEXT NOT NULL REFERENCES minibar_item (item),
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    posting_number BIGINT NOT NULL UNIQUE REFERENCES posting (posting_number),
    late BIGINT NOT NULL CHECK (late IN (0, 1)),
    noted_by TEXT NOT NULL,
    noted_at BIGINT NOT NULL,
    refilled_by TEXT,
    refilled_at BIGINT,
    CHECK ((refilled_by IS NULL) = (refilled_at IS NULL))
);

CREATE INDEX minibar_use_by_date ON minibar_use (business_date, use_id);
CREATE INDEX minibar_use_to_refill ON minibar_use (room, use_id) WHERE refilled_at IS NULL;
