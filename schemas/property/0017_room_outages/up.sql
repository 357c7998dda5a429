-- Rooms out of order (not for sale) and out of service (for sale, but given to nobody), planned by night with their reason
-- and with the status the room comes back in; the nights themselves are in room_night. `told` is the outbox entry that last told the centre; 0: not told yet.
CREATE TABLE room_outage (
    outage_id BIGINT PRIMARY KEY,
    told BIGINT NOT NULL CHECK (told >= 0),
    room TEXT NOT NULL REFERENCES room (room),
    room_type TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('out_of_order', 'out_of_service')),
    from_night BIGINT NOT NULL,
    until_night BIGINT NOT NULL CHECK (until_night >= from_night),
    planned_until BIGINT NOT NULL CHECK (planned_until >= until_night),
    reason TEXT NOT NULL CHECK (reason <> ''),
    return_status TEXT NOT NULL CHECK (return_status IN ('clean', 'dirty', 'inspected', 'pickup')),
    staff TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    returned_by TEXT,
    returned_at BIGINT
);

CREATE INDEX room_outage_by_room ON room_outage (room, until_night);
CREATE INDEX room_outage_by_end ON room_outage (until_night, outage_id);

CREATE INDEX room_outage_told ON room_outage (outage_id) WHERE told = 0;

-- A room that was out of order without an end: for 14 nights, unless somebody puts it back before.
INSERT INTO room_outage (outage_id, told, room, room_type, kind, from_night, until_night, planned_until, reason,
    return_status, staff, made_at)
SELECT r.position, 0, r.room, r.room_type, 'out_of_order', h.business_date, h.business_date + 14, h.business_date + 14,
    r.out_of_order_reason, 'dirty', '', r.changed_at
FROM room r CROSS JOIN hotel_state h WHERE r.out_of_order_reason IS NOT NULL AND r.out_of_order_reason <> '';

INSERT INTO room_night (room, night, day_use, outage)
SELECT o.room, o.from_night + n.n, 0, o.outage_id
FROM room_outage o CROSS JOIN (SELECT 0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4
    UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9 UNION ALL SELECT 10
    UNION ALL SELECT 11 UNION ALL SELECT 12 UNION ALL SELECT 13) n
WHERE NOT EXISTS (SELECT 1 FROM room_night t WHERE t.room = o.room AND t.night = o.from_night + n.n AND t.day_use = 0);

INSERT INTO counter (name, value) SELECT 'outage', MAX(outage_id) FROM room_outage HAVING COUNT(*) > 0;

-- A room may also need a light touch only ('pickup').
ALTER TABLE room ADD COLUMN status TEXT NOT NULL DEFAULT 'clean'
    CHECK (status IN ('clean', 'dirty', 'inspected', 'pickup'));
UPDATE room SET status = housekeeping;
ALTER TABLE room DROP COLUMN out_of_order_reason;
ALTER TABLE room DROP COLUMN housekeeping;
ALTER TABLE room RENAME COLUMN status TO housekeeping;
ALTER TABLE room ADD COLUMN floor BIGINT NOT NULL DEFAULT 0;

ALTER TABLE copied_cell ADD COLUMN out_of_order BIGINT NOT NULL DEFAULT 0;
