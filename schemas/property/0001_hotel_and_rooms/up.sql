-- One row: what the hotel knows about itself. The business date moves only by the night audit.
CREATE TABLE hotel_state (
    singleton BIGINT PRIMARY KEY CHECK (singleton = 1),
    hotel TEXT NOT NULL,
    business_date BIGINT NOT NULL,
    feed_version BIGINT NOT NULL CHECK (feed_version >= 0),
    practice_now BIGINT
);

-- Gap-free numbers, taken in the same transaction as the row that carries them.
CREATE TABLE counter (
    name TEXT PRIMARY KEY,
    value BIGINT NOT NULL CHECK (value >= 0)
);

CREATE TABLE room (
    room TEXT PRIMARY KEY,
    room_type TEXT NOT NULL,
    position BIGINT NOT NULL,
    in_use BIGINT NOT NULL CHECK (in_use IN (0, 1)),
    housekeeping TEXT NOT NULL CHECK (housekeeping IN ('clean', 'dirty', 'inspected')),
    out_of_order_reason TEXT,
    changed_at BIGINT NOT NULL
);

CREATE INDEX room_by_type ON room (room_type, position);
