-- Rights over a cell: what is sold, held for a caller, blocked for groups, granted to the hotel, and the rest, which is
-- the centre's own. Together they are the authorised limit, always: the centre's right is computed and may not be
-- negative.
ALTER TABLE inventory_cell
    ADD COLUMN blocked integer NOT NULL DEFAULT 0 CHECK (blocked >= 0),
    ADD COLUMN granted integer NOT NULL DEFAULT 0 CHECK (granted >= 0),
    DROP CONSTRAINT inventory_cell_within_limit;
ALTER TABLE inventory_cell
    ADD COLUMN centre_right integer NOT NULL
        GENERATED ALWAYS AS (sell_limit + oversell_authorised - sold - held - blocked - granted) STORED,
    ADD CONSTRAINT inventory_cell_within_limit CHECK (centre_right >= 0);

-- Finding what is granted (to take it back, to add it up) without reading every cell of the chain.
CREATE INDEX inventory_cell_granted ON inventory_cell (hotel_id) WHERE granted > 0;

-- The line to each hotel. Not in the hotel's own row: that one is locked by every booking, and a hotel asks every few
-- seconds.
CREATE TABLE hotel_lease (
    hotel_id integer PRIMARY KEY REFERENCES hotel,
    renewal bigint NOT NULL DEFAULT 0 CHECK (renewal >= 0),
    heard_at timestamptz,
    -- The feed version of the last time rights were taken back from the silent hotel: what was granted up to then is void.
    rights_since bigint NOT NULL DEFAULT 0 CHECK (rights_since >= 0)
) WITH (fillfactor = 50);
INSERT INTO hotel_lease (hotel_id) SELECT hotel_id FROM hotel;

-- What people set in the console instead of the configured policy. '*': every room type without a row of its own.
CREATE TABLE allotment_policy (
    hotel_id integer NOT NULL REFERENCES hotel,
    room_type text NOT NULL,
    nights_ahead integer NOT NULL CHECK (nights_ahead BETWEEN 0 AND 60),
    rooms integer NOT NULL CHECK (rooms BETWEEN 0 AND 9999),
    basis_points integer NOT NULL CHECK (basis_points BETWEEN 0 AND 10000),
    keep integer NOT NULL CHECK (keep BETWEEN 0 AND 9999),
    changed_by text NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (hotel_id, room_type)
);
