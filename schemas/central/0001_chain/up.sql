-- What every hotel of the chain sells: cells, rates, restrictions, and the number each change carries.

CREATE PUBLICATION keyrack;

CREATE TABLE hotel (
    hotel_id integer PRIMARY KEY CHECK (hotel_id BETWEEN 1 AND 9999),
    hotel_code text NOT NULL UNIQUE CHECK (hotel_code ~ '^[A-Z0-9]{2,8}$'),
    practice boolean NOT NULL,
    business_date date NOT NULL,
    cells_from date NOT NULL,
    cells_until date NOT NULL,
    -- The gap-free number of the newest change of this hotel; its row is locked last in every transaction that
    -- changes a copied row, so numbers are committed in order.
    feed_version bigint NOT NULL DEFAULT 0 CHECK (feed_version >= 0),
    -- The newest entry of the hotel's outbox whose effect is in this database.
    applied_entry bigint NOT NULL DEFAULT 0 CHECK (applied_entry >= 0),
    version bigint NOT NULL DEFAULT 0,
    CHECK (cells_from <= cells_until)
) WITH (fillfactor = 50);

-- No index on version: it would make every sale rewrite an index entry. A hotel has a few thousand cells, so
-- "newer than V" scans the hotel's range of the primary key instead.
CREATE TABLE inventory_cell (
    hotel_id integer NOT NULL REFERENCES hotel,
    room_type text NOT NULL,
    night date NOT NULL,
    sell_limit integer NOT NULL CHECK (sell_limit >= 0),
    oversell_authorised integer NOT NULL DEFAULT 0 CHECK (oversell_authorised >= 0),
    sold integer NOT NULL DEFAULT 0 CHECK (sold >= 0),
    held integer NOT NULL DEFAULT 0 CHECK (held >= 0),
    version bigint NOT NULL,
    PRIMARY KEY (hotel_id, room_type, night),
    CONSTRAINT inventory_cell_within_limit CHECK (sold + held <= sell_limit + oversell_authorised)
) WITH (fillfactor = 70);

CREATE TABLE rate_override (
    hotel_id integer NOT NULL REFERENCES hotel,
    rate_plan text NOT NULL,
    room_type text NOT NULL,
    night date NOT NULL,
    amount_minor bigint CHECK (amount_minor >= 0),
    version bigint NOT NULL,
    PRIMARY KEY (hotel_id, rate_plan, room_type, night)
);
COMMENT ON COLUMN rate_override.amount_minor IS 'NULL: the override was withdrawn, the configured price stands again';

-- '*' stands for every plan or every room type.
CREATE TABLE restriction (
    hotel_id integer NOT NULL REFERENCES hotel,
    rate_plan text NOT NULL,
    room_type text NOT NULL,
    night date NOT NULL,
    closed boolean NOT NULL DEFAULT false,
    closed_to_arrival boolean NOT NULL DEFAULT false,
    closed_to_departure boolean NOT NULL DEFAULT false,
    min_stay integer NOT NULL DEFAULT 0 CHECK (min_stay >= 0),
    max_stay integer NOT NULL DEFAULT 0 CHECK (max_stay >= 0),
    version bigint NOT NULL,
    PRIMARY KEY (hotel_id, rate_plan, room_type, night),
    CONSTRAINT restriction_stay_order CHECK (max_stay = 0 OR min_stay <= max_stay)
);
COMMENT ON COLUMN restriction.min_stay IS '0: no minimum';
COMMENT ON COLUMN restriction.max_stay IS '0: no maximum';

CREATE TABLE practice_clock (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    now timestamptz NOT NULL
);
