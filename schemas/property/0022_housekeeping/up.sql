-- How this hotel keeps its rooms. `inspection_required`: a clean room is ready only when it was inspected. `linen_nights`:
-- fresh linen every so many nights of a stay; 0: only at departure.
CREATE TABLE housekeeping_setting (
    singleton BIGINT PRIMARY KEY CHECK (singleton = 1),
    inspection_required BIGINT NOT NULL CHECK (inspection_required IN (0, 1)),
    linen_nights BIGINT NOT NULL CHECK (linen_nights BETWEEN 0 AND 30)
);

INSERT INTO housekeeping_setting (singleton, inspection_required, linen_nights) VALUES (1, 0, 3);

-- What a service in a room of a type is worth, in credits (about a minute's work each). '*': every type without its own.
CREATE TABLE housekeeping_credit (
    room_type TEXT NOT NULL,
    service TEXT NOT NULL CHECK (service IN ('departure', 'stay_over', 'refresh', 'deep_clean', 'turndown')),
    credits BIGINT NOT NULL CHECK (credits BETWEEN 1 AND 999),
    PRIMARY KEY (room_type, service)
);

INSERT INTO housekeeping_credit (room_type, service, credits) VALUES ('*', 'departure', 30), ('*', 'stay_over', 20),
    ('*', 'refresh', 10), ('*', 'deep_clean', 60), ('*', 'turndown', 8);

-- Who cleans: a person with a log-in, or a section under a name. `credits` is a day's work.
CREATE TABLE attendant (
    attendant TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    staff TEXT UNIQUE,
    credits BIGINT NOT NULL CHECK (credits BETWEEN 1 AND 9999),
    working BIGINT NOT NULL CHECK (working IN (0, 1))
);

-- What the guest of a stay wants of housekeeping; no row: the usual.
CREATE TABLE stay_housekeeping (
    stay_id BIGINT PRIMARY KEY REFERENCES stay (stay_id),
    service_declined BIGINT NOT NULL CHECK (service_declined IN (0, 1)),
    linen_declined BIGINT NOT NULL CHECK (linen_declined IN (0, 1)),
    turndown BIGINT NOT NULL CHECK (turndown IN (0, 1))
);

-- One service in one room on one day. What is begun or given by hand stays when sheets are made anew.
CREATE TABLE housekeeping_task (
    task_id BIGINT PRIMARY KEY,
    business_date BIGINT NOT NULL,
    room TEXT NOT NULL REFERENCES room (room),
    service TEXT NOT NULL CHECK (service IN ('departure', 'stay_over', 'refresh', 'deep_clean', 'turndown')),
    linen BIGINT NOT NULL CHECK (linen IN (0, 1)),
    credits BIGINT NOT NULL CHECK (credits > 0),
    attendant TEXT REFERENCES attendant (attendant),
    by_hand BIGINT NOT NULL CHECK (by_hand IN (0, 1)),
    status TEXT NOT NULL CHECK (status IN ('open', 'started', 'done', 'do_not_disturb', 'declined')),
    note TEXT NOT NULL,
    minibar TEXT NOT NULL,
    changed_by TEXT,
    started_at BIGINT,
    finished_at BIGINT,
    UNIQUE (business_date, room, service),
    CHECK (status <> 'done' OR finished_at IS NOT NULL)
);

CREATE INDEX housekeeping_task_of ON housekeeping_task (attendant, business_date);
CREATE INDEX housekeeping_task_of_room ON housekeeping_task (room, business_date);

-- What an attendant saw in a room, to be compared with what the front desk believes. One open sighting a room.
CREATE TABLE room_sighting (
    sighting_id BIGINT PRIMARY KEY,
    business_date BIGINT NOT NULL,
    room TEXT NOT NULL REFERENCES room (room),
    occupied BIGINT NOT NULL CHECK (occupied IN (0, 1)),
    persons BIGINT CHECK (persons BETWEEN 0 AND 99),
    seen_by TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    resolution TEXT,
    resolved_by TEXT,
    resolved_at BIGINT,
    CHECK ((resolution IS NULL) = (resolved_at IS NULL)),
    CHECK (occupied = 1 OR persons IS NULL OR persons = 0)
);

CREATE UNIQUE INDEX room_sighting_open ON room_sighting (room) WHERE resolved_at IS NULL;
CREATE INDEX room_sighting_by_date ON room_sighting (business_date, sighting_id);

CREATE TABLE inspection_item (
    item TEXT PRIMARY KEY,
    position BIGINT NOT NULL,
    english TEXT NOT NULL CHECK (english <> ''),
    chinese TEXT NOT NULL CHECK (chinese <> ''),
    in_use BIGINT NOT NULL CHECK (in_use IN (0, 1))
);

INSERT INTO inspection_item (item, position, english, chinese, in_use) VALUES
    ('bed', 1, 'Bed made, linen without stains', '床铺整齐，布草无污渍', 1),
    ('bathroom', 2, 'Bathroom clean and dry', '浴室洁净干燥', 1),
    ('floor', 3, 'Floor and carpet clean', '地面和地毯洁净', 1),
    ('dust', 4, 'No dust on furniture', '家具无灰尘', 1),
    ('amenities', 5, 'Towels and amenities complete', '毛巾和客用品齐全', 1),
    ('equipment', 6, 'Lights, television, air conditioning work', '灯具、电视、空调正常', 1),
    ('minibar', 7, 'Minibar filled', '迷你吧已补足', 1),
    ('smell', 8, 'No smell, windows closed', '无异味，窗户已关', 1);

CREATE TABLE inspection (
    inspection_id BIGINT PRIMARY KEY,
    business_date BIGINT NOT NULL,
    room TEXT NOT NULL REFERENCES room (room),
    passed BIGINT NOT NULL CHECK (passed IN (0, 1)),
    note TEXT NOT NULL,
    inspected_by TEXT NOT NULL,
    inspected_at BIGINT NOT NULL
);

CREATE INDEX inspection_by_room ON inspection (room, inspection_id);
CREATE INDEX inspection_by_date ON inspection (business_date, inspection_id);

CREATE TABLE inspection_result (
    inspection_id BIGINT NOT NULL REFERENCES inspection (inspection_id),
    item TEXT NOT NULL REFERENCES inspection_item (item),
    passed BIGINT NOT NULL CHECK (passed IN (0, 1)),
    note TEXT NOT NULL,
    PRIMARY KEY (inspection_id, item)
);
