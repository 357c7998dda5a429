-- A stay is the hotel's own fact from check-in on: every change takes the next `version` of the hotel's stay sequence.
CREATE TABLE stay (
    stay_id BIGINT PRIMARY KEY,
    version BIGINT NOT NULL UNIQUE,
    digest TEXT NOT NULL,
    confirmation_number TEXT NOT NULL,
    line BIGINT NOT NULL,
    guest_name TEXT NOT NULL,
    room TEXT REFERENCES room (room),
    room_type TEXT NOT NULL,
    sold_type TEXT NOT NULL,
    rate_plan TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('in_house', 'checked_out', 'no_show')),
    arrival BIGINT NOT NULL,
    departure BIGINT NOT NULL CHECK (departure >= arrival),
    adults BIGINT NOT NULL CHECK (adults >= 0),
    children BIGINT NOT NULL CHECK (children >= 0),
    infants BIGINT NOT NULL CHECK (infants >= 0),
    checked_in_on BIGINT,
    checked_in_at BIGINT,
    checked_out_on BIGINT,
    checked_out_at BIGINT,
    nights_charged BIGINT NOT NULL,
    room_revenue_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    other_revenue_minor BIGINT NOT NULL,
    payments_minor BIGINT NOT NULL,
    balance_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    UNIQUE (confirmation_number, line),
    CHECK (status <> 'in_house' OR room IS NOT NULL),
    CHECK (balance_minor = room_revenue_minor + tax_minor + other_revenue_minor + payments_minor)
);

-- A room holds one stay at a time, whatever the code believes.
CREATE UNIQUE INDEX stay_room_in_house ON stay (room) WHERE status = 'in_house';
CREATE INDEX stay_in_house ON stay (stay_id) WHERE status = 'in_house';
CREATE INDEX stay_due_out ON stay (departure, stay_id) WHERE status = 'in_house';
CREATE INDEX stay_no_show ON stay (arrival) WHERE status = 'no_show';
CREATE INDEX stay_by_check_in ON stay (checked_in_on);
CREATE INDEX stay_by_check_out ON stay (checked_out_on);
CREATE INDEX stay_open_balance ON stay (stay_id) WHERE balance_minor <> 0;

-- The prices the guest was promised, copied from the reservation at check-in.
CREATE TABLE stay_night (
    stay_id BIGINT NOT NULL REFERENCES stay (stay_id),
    night BIGINT NOT NULL,
    price_minor BIGINT NOT NULL,
    PRIMARY KEY (stay_id, night)
);

-- Append-only. A mistake is put right by a counter posting that names what it corrects.
CREATE TABLE posting (
    posting_number BIGINT PRIMARY KEY,
    stay_id BIGINT NOT NULL REFERENCES stay (stay_id),
    business_date BIGINT NOT NULL,
    posted_at BIGINT NOT NULL,
    department TEXT NOT NULL,
    code TEXT NOT NULL,
    description TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    included_tax_minor BIGINT NOT NULL,
    night BIGINT,
    corrects BIGINT UNIQUE REFERENCES posting (posting_number),
    staff TEXT NOT NULL
);

CREATE INDEX posting_by_stay ON posting (stay_id, posting_number);
CREATE INDEX posting_by_date ON posting (business_date, department, amount_minor);

-- A night is charged once however often the audit is started: the code is the price's or the tax's own.
CREATE UNIQUE INDEX posting_once_a_night ON posting (stay_id, night, code) WHERE night IS NOT NULL AND corrects IS NULL;
