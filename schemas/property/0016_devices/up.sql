-- Interfaces to the devices of the house. Events are one numbered list for all of them; each has come to `delivered`.
-- `resync`: 0 the device knows all up to `delivered`; 1 it has lost some, and events are not kept for it; 2 everything is
-- being told to it anew.
CREATE TABLE device_interface (
    interface TEXT PRIMARY KEY,
    in_use BIGINT NOT NULL CHECK (in_use IN (0, 1)),
    paused BIGINT NOT NULL CHECK (paused IN (0, 1)),
    resync BIGINT NOT NULL CHECK (resync IN (0, 1, 2)),
    delivered BIGINT NOT NULL CHECK (delivered >= 0)
);

-- What devices are to hear, written in the transaction in which it became true. `record` is the FIAS record without
-- date and time; `interface` NULL: for everybody who wants it.
CREATE TABLE device_event (
    event_number BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    interface TEXT,
    expires_at BIGINT,
    record TEXT NOT NULL
);

-- What devices were last told of each guest in the house: what is to be told next follows from it.
CREATE TABLE device_guest (
    stay_id BIGINT PRIMARY KEY REFERENCES stay (stay_id),
    room TEXT NOT NULL,
    record TEXT NOT NULL
);

CREATE INDEX device_guest_by_room ON device_guest (room, stay_id);

INSERT INTO device_guest (stay_id, room, record) SELECT stay_id, room, '' FROM stay WHERE status = 'in_house';

-- What a guest may do with the devices of the room; without a row, everything.
CREATE TABLE stay_right (
    stay_id BIGINT PRIMARY KEY REFERENCES stay (stay_id),
    no_post BIGINT NOT NULL CHECK (no_post IN (0, 1)),
    limit_minor BIGINT NOT NULL CHECK (limit_minor >= 0),
    telephone_class BIGINT NOT NULL CHECK (telephone_class BETWEEN 0 AND 3),
    television TEXT NOT NULL CHECK (television IN ('all', 'restricted', 'none')),
    minibar_locked BIGINT NOT NULL CHECK (minibar_locked IN (0, 1)),
    do_not_disturb BIGINT NOT NULL CHECK (do_not_disturb IN (0, 1)),
    message_light BIGINT NOT NULL CHECK (message_light IN (0, 1)),
    language TEXT
);

-- One row for each posting that was accepted, in the transaction that put it onto the folio: a record that comes again
-- finds itself here. first_posting and last_posting are its lines; NULL when nothing was to be charged.
CREATE TABLE device_posting (
    posting_key TEXT PRIMARY KEY,
    interface TEXT NOT NULL,
    sequence TEXT,
    stay_id BIGINT NOT NULL REFERENCES stay (stay_id),
    amount_minor BIGINT NOT NULL,
    first_posting BIGINT REFERENCES posting (posting_number),
    last_posting BIGINT REFERENCES posting (posting_number),
    received_at BIGINT NOT NULL,
    business_date BIGINT NOT NULL,
    record TEXT NOT NULL
);

CREATE INDEX device_posting_by_interface ON device_posting (interface, business_date);
CREATE INDEX device_posting_by_stay ON device_posting (stay_id);

-- Records that were refused, the newest of each interface, for whoever must find out why.
CREATE TABLE device_refusal (
    refusal_number BIGINT PRIMARY KEY,
    interface TEXT NOT NULL,
    at BIGINT NOT NULL,
    answer TEXT NOT NULL,
    record TEXT NOT NULL
);

CREATE INDEX device_refusal_by_interface ON device_refusal (interface, refusal_number);

-- Keys a clerk asked an encoder for.
CREATE TABLE device_key (
    key_number BIGINT PRIMARY KEY,
    stay_id BIGINT NOT NULL REFERENCES stay (stay_id),
    interface TEXT NOT NULL,
    coder TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('new', 'duplicate', 'one_shot')),
    keys BIGINT NOT NULL CHECK (keys BETWEEN 1 AND 9),
    asked_at BIGINT NOT NULL,
    staff TEXT NOT NULL,
    answered_at BIGINT,
    answer TEXT
);

CREATE INDEX device_key_by_stay ON device_key (stay_id, key_number);
