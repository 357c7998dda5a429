-- An entry may give rooms back to the hotel's own right: nights that a guest gave up while the line was cut stay with the
-- hotel, and count below nothing until the centre's grant has them.
CREATE TABLE allotment_use_signed (
    entry BIGINT NOT NULL,
    room_type TEXT NOT NULL,
    night BIGINT NOT NULL,
    rooms BIGINT NOT NULL CHECK (rooms <> 0),
    PRIMARY KEY (entry, room_type, night)
);

INSERT INTO allotment_use_signed (entry, room_type, night, rooms) SELECT entry, room_type, night, rooms FROM allotment_use;
DROP TABLE allotment_use;
ALTER TABLE allotment_use_signed RENAME TO allotment_use;
CREATE INDEX allotment_use_by_cell ON allotment_use (room_type, night);
