-- Until when a key was made to open, and which doors besides the room's (KO).
ALTER TABLE device_key ADD COLUMN departure BIGINT;
ALTER TABLE device_key ADD COLUMN options TEXT;

-- Cards that an encoder was asked to read, numbered with the keys; what it said stands on them.
CREATE TABLE device_key_reading (
    reading_number BIGINT PRIMARY KEY,
    interface TEXT NOT NULL,
    coder TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    staff TEXT NOT NULL,
    answered_at BIGINT,
    answer TEXT,
    room TEXT,
    stay_id BIGINT,
    departure BIGINT
);
