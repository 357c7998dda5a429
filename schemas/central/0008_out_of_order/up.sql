-- Rooms a hotel took out of order or out of service, as the hotel told it. Rooms out of order are no rooms to sell: they
-- take their place among the rights over a cell, which still add up to the authorised limit.
CREATE TABLE room_outage (
    hotel_id integer NOT NULL REFERENCES hotel,
    outage_id bigint NOT NULL,
    room text NOT NULL,
    room_type text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('out_of_order', 'out_of_service')),
    from_night date NOT NULL,
    until_night date NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (hotel_id, outage_id),
    CHECK (from_night <= until_night)
);
CREATE INDEX room_outage_open ON room_outage (hotel_id, until_night);

ALTER TABLE inventory_cell
    DROP CONSTRAINT inventory_cell_within_limit,
    DROP COLUMN centre_right,
    ADD COLUMN out_of_order integer NOT NULL DEFAULT 0 CHECK (out_of_order >= 0);
ALTER TABLE inventory_cell
    ADD COLUMN centre_right integer NOT NULL
        GENERATED ALWAYS AS (sell_limit + oversell_authorised - sold - held - blocked - granted - out_of_order) STORED,
    ADD CONSTRAINT inventory_cell_within_limit CHECK (centre_right >= 0);
