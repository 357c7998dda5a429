-- The centre's copies of what hotels own, applied from their outboxes.

CREATE TABLE stay (
    hotel_id integer NOT NULL REFERENCES hotel,
    stay_id bigint NOT NULL,
    confirmation_number text NOT NULL,
    line smallint NOT NULL,
    status text NOT NULL CHECK (status IN ('in_house', 'checked_out', 'no_show')),
    arrival date NOT NULL,
    departure date NOT NULL,
    room text NOT NULL,
    nights_charged integer NOT NULL,
    room_revenue_minor bigint NOT NULL,
    balance_minor bigint NOT NULL,
    version bigint NOT NULL,
    -- The whole row as its owner sent it; the columns above are what the centre asks about.
    row jsonb NOT NULL,
    PRIMARY KEY (hotel_id, stay_id),
    FOREIGN KEY (confirmation_number, line) REFERENCES reservation_line
) WITH (fillfactor = 85);
CREATE INDEX stay_line ON stay (confirmation_number, line);

CREATE TABLE hotel_day (
    hotel_id integer NOT NULL REFERENCES hotel,
    business_date date NOT NULL,
    statistics jsonb NOT NULL,
    PRIMARY KEY (hotel_id, business_date)
);

-- What a hotel did that the centre would not have allowed: listed for people, never undone.
CREATE TABLE desk_exception (
    hotel_id integer NOT NULL REFERENCES hotel,
    entry bigint NOT NULL,
    kind text NOT NULL,
    confirmation_number text NOT NULL,
    detail text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (hotel_id, entry, detail)
);
