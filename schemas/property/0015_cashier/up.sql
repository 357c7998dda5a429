-- A drawer in somebody's hands. What should be in it follows from its movements; closing counts it without being told.
CREATE TABLE cashier_shift (
    shift_id BIGINT PRIMARY KEY,
    staff TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'closed')),
    opened_on BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    closed_on BIGINT,
    closed_at BIGINT,
    CHECK ((status = 'closed') = (closed_at IS NOT NULL)),
    CHECK ((closed_at IS NULL) = (closed_on IS NULL))
);

CREATE UNIQUE INDEX cashier_shift_one_open ON cashier_shift (staff) WHERE status = 'open';
CREATE INDEX cashier_shift_open ON cashier_shift (shift_id) WHERE status = 'open';
CREATE INDEX cashier_shift_by_date ON cashier_shift (closed_on, shift_id);

-- Cash into the drawer (positive) and out of it, in the currency of the notes.
CREATE TABLE cash_movement (
    movement_id BIGINT PRIMARY KEY,
    shift_id BIGINT NOT NULL REFERENCES cashier_shift (shift_id),
    kind TEXT NOT NULL CHECK (kind IN ('float', 'payment', 'change', 'paid_out', 'drop')),
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    posting_number BIGINT REFERENCES posting (posting_number),
    note TEXT NOT NULL,
    moved_at BIGINT NOT NULL,
    CHECK ((kind IN ('payment', 'change', 'paid_out')) = (posting_number IS NOT NULL)),
    CHECK (kind <> 'float' OR amount_minor >= 0),
    CHECK (kind <> 'drop' OR amount_minor <= 0)
);

CREATE INDEX cash_movement_by_shift ON cash_movement (shift_id, movement_id);
CREATE INDEX cash_movement_by_posting ON cash_movement (posting_number) WHERE posting_number IS NOT NULL;

CREATE TABLE cash_count (
    shift_id BIGINT NOT NULL REFERENCES cashier_shift (shift_id),
    currency TEXT NOT NULL,
    expected_minor BIGINT NOT NULL,
    counted_minor BIGINT NOT NULL CHECK (counted_minor >= 0),
    variance_minor BIGINT NOT NULL,
    PRIMARY KEY (shift_id, currency),
    CHECK (variance_minor = counted_minor - expected_minor)
);

-- What a unit of a foreign currency is worth in the hotel's, in millionths, from a business date on.
CREATE TABLE exchange_rate (
    currency TEXT NOT NULL,
    valid_from BIGINT NOT NULL,
    rate_millionths BIGINT NOT NULL CHECK (rate_millionths > 0),
    staff TEXT NOT NULL,
    PRIMARY KEY (currency, valid_from)
);

-- How a payment was made when not to the cent in the hotel's own money.
CREATE TABLE tender (
    posting_number BIGINT PRIMARY KEY REFERENCES posting (posting_number),
    currency TEXT NOT NULL,
    tendered_minor BIGINT NOT NULL CHECK (tendered_minor > 0),
    rate_millionths BIGINT NOT NULL CHECK (rate_millionths > 0),
    value_minor BIGINT NOT NULL,
    change_minor BIGINT NOT NULL CHECK (change_minor >= 0)
);
