-- The hotel's allotment: rooms the centre granted it (in the copied cells), and what it has used of them in outbox
-- entries the centre has not yet confirmed through the feed.
ALTER TABLE copied_cell ADD COLUMN granted BIGINT NOT NULL DEFAULT 0;
ALTER TABLE copied_cell ADD COLUMN blocked BIGINT NOT NULL DEFAULT 0;

CREATE TABLE allotment_use (
    entry BIGINT NOT NULL,
    room_type TEXT NOT NULL,
    night BIGINT NOT NULL,
    rooms BIGINT NOT NULL CHECK (rooms > 0),
    PRIMARY KEY (entry, room_type, night)
);

CREATE INDEX allotment_use_by_cell ON allotment_use (room_type, night);

-- One row. `settled_entry`: the newest outbox entry whose effect is in the copies. The lease counts from when it was
-- asked for, by the machine's clock since boot; `rights_since` is the feed version the copies must have come to.
CREATE TABLE lease (
    singleton BIGINT PRIMARY KEY CHECK (singleton = 1),
    settled_entry BIGINT NOT NULL CHECK (settled_entry >= 0),
    duration_ms BIGINT NOT NULL CHECK (duration_ms >= 0),
    rights_since BIGINT NOT NULL CHECK (rights_since >= 0),
    asked_boot_us BIGINT NOT NULL,
    asked_wall BIGINT NOT NULL,
    boot_id TEXT NOT NULL
);

INSERT INTO lease (singleton, settled_entry, duration_ms, rights_since, asked_boot_us, asked_wall, boot_id)
VALUES (1, 0, 0, 0, 0, 0, '');
