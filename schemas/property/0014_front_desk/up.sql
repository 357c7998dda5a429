-- What the lists of the desk ask of a reservation's document, taken out of it when it is copied, so that a list reads no
-- documents. Rows copied before are filled in when the node starts.
CREATE TABLE reservation_fact (
    confirmation_number TEXT PRIMARY KEY REFERENCES copied_reservation (confirmation_number),
    booked_at BIGINT,
    noted BIGINT NOT NULL CHECK (noted IN (0, 1)),
    tier TEXT,
    party TEXT
);

-- When a guest said to come: minutes after local midnight of the day of arrival.
CREATE TABLE expected_time (
    confirmation_number TEXT NOT NULL,
    line BIGINT NOT NULL,
    eta_minute BIGINT NOT NULL CHECK (eta_minute BETWEEN 0 AND 1439),
    PRIMARY KEY (confirmation_number, line)
);

-- Guests who are here and wait for a room to become ready.
CREATE TABLE room_queue (
    confirmation_number TEXT NOT NULL,
    line BIGINT NOT NULL,
    queued_at BIGINT NOT NULL,
    queued_by TEXT NOT NULL,
    priority BIGINT NOT NULL CHECK (priority BETWEEN 1 AND 3),
    note TEXT,
    PRIMARY KEY (confirmation_number, line)
);

-- Agreed on with the guest: until when the room is kept on the day of departure, and for how much.
CREATE TABLE late_check_out (
    stay_id BIGINT PRIMARY KEY REFERENCES stay (stay_id),
    until_minute BIGINT NOT NULL CHECK (until_minute BETWEEN 0 AND 1439),
    fee_minor BIGINT NOT NULL CHECK (fee_minor >= 0),
    agreed_by TEXT NOT NULL,
    agreed_at BIGINT NOT NULL
);

-- The guest agreed to leave without coming to the desk: what is open then is paid so, and the folio is sent there.
CREATE TABLE express_check_out (
    stay_id BIGINT PRIMARY KEY REFERENCES stay (stay_id),
    method TEXT NOT NULL,
    email TEXT,
    agreed_by TEXT NOT NULL,
    agreed_at BIGINT NOT NULL
);

-- What a guest signed: content and strokes of the pen with a digest over both. Never changed.
CREATE TABLE registration_card (
    stay_id BIGINT PRIMARY KEY REFERENCES stay (stay_id),
    content TEXT NOT NULL,
    strokes TEXT NOT NULL,
    digest TEXT NOT NULL,
    signed_at BIGINT NOT NULL,
    witness TEXT NOT NULL
);
