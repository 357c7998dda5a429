-- One row for each room and night that is taken: by a guest in the house, by an arrival a room was assigned to, or by
-- an outage. Whatever the code believes, a room is taken once a night, and a guest has one room a night. A day-use
-- guest takes the day, not the night.
CREATE TABLE room_night (
    room TEXT NOT NULL REFERENCES room (room),
    night BIGINT NOT NULL,
    day_use BIGINT NOT NULL CHECK (day_use IN (0, 1)),
    confirmation_number TEXT,
    line BIGINT,
    outage BIGINT,
    PRIMARY KEY (room, night, day_use),
    CHECK ((confirmation_number IS NULL) = (line IS NULL)),
    CHECK ((outage IS NULL) <> (line IS NULL))
);

CREATE UNIQUE INDEX room_night_one_room ON room_night (confirmation_number, line, night) WHERE line IS NOT NULL;
CREATE INDEX room_night_by_night ON room_night (night, room);
CREATE INDEX room_night_of_outage ON room_night (outage, night) WHERE outage IS NOT NULL;

INSERT INTO room_night (room, night, day_use, confirmation_number, line)
SELECT s.room, n.night, 0, s.confirmation_number, s.line
FROM stay s JOIN stay_night n ON n.stay_id = s.stay_id WHERE s.status = 'in_house';

INSERT INTO room_night (room, night, day_use, confirmation_number, line)
SELECT room, arrival, 1, confirmation_number, line FROM stay WHERE status = 'in_house' AND arrival = departure;

-- How an arrival, or the next room of a guest in the house, came to be assigned. The nights are in room_night.
CREATE TABLE room_assignment (
    confirmation_number TEXT NOT NULL,
    line BIGINT NOT NULL,
    assigned_by TEXT NOT NULL,
    assigned_at BIGINT NOT NULL,
    automatic BIGINT NOT NULL CHECK (automatic IN (0, 1)),
    do_not_move BIGINT NOT NULL CHECK (do_not_move IN (0, 1)),
    reason TEXT,
    explanation TEXT,
    PRIMARY KEY (confirmation_number, line),
    CHECK (do_not_move = 0 OR reason IS NOT NULL)
);

-- Rooms that belong together are given to guests who do: all reservations of a party name the same party.
CREATE TABLE travel_party (
    confirmation_number TEXT PRIMARY KEY,
    party TEXT NOT NULL,
    closeness TEXT NOT NULL CHECK (closeness IN ('connecting', 'adjacent', 'same_floor'))
);

CREATE INDEX travel_party_by_party ON travel_party (party);

-- What a guest asked of the room: a code of room_wish.h. `needed` is not to be done without.
CREATE TABLE room_wish (
    confirmation_number TEXT NOT NULL,
    line BIGINT NOT NULL,
    wish TEXT NOT NULL,
    needed BIGINT NOT NULL CHECK (needed IN (0, 1)),
    PRIMARY KEY (confirmation_number, line, wish)
);

-- One guest has the room; those who share it name that guest's stay, have a folio of their own and are in the same
-- room, always: when the room of the first changes, theirs must before the transaction ends.
ALTER TABLE stay ADD COLUMN shares_with BIGINT REFERENCES stay (stay_id);

DROP INDEX stay_room_in_house;
CREATE UNIQUE INDEX stay_room_in_house ON stay (room) WHERE status = 'in_house' AND shares_with IS NULL;
CREATE UNIQUE INDEX stay_in_room ON stay (stay_id, room);
CREATE INDEX stay_shared ON stay (shares_with) WHERE shares_with IS NOT NULL;

CREATE TABLE stay_share (
    stay_id BIGINT PRIMARY KEY,
    primary_stay_id BIGINT NOT NULL,
    room TEXT NOT NULL,
    basis TEXT NOT NULL CHECK (basis IN ('full', 'split', 'custom')),
    CHECK (stay_id <> primary_stay_id),
    FOREIGN KEY (stay_id, room) REFERENCES stay (stay_id, room) ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (primary_stay_id, room) REFERENCES stay (stay_id, room) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX stay_share_by_primary ON stay_share (primary_stay_id);

-- What was done to a stay, by whom and why: moves, swaps, upgrades, other dates, sharing, late check-out. Append-only.
CREATE TABLE stay_change (
    change_number BIGINT PRIMARY KEY,
    stay_id BIGINT NOT NULL REFERENCES stay (stay_id),
    kind TEXT NOT NULL,
    business_date BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    staff TEXT NOT NULL,
    reason TEXT,
    detail TEXT NOT NULL
);

CREATE INDEX stay_change_by_stay ON stay_change (stay_id, change_number);
