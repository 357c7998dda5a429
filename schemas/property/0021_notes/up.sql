-- What people write down for each other and for guests: one row a note, open until somebody closes it.
CREATE TABLE note (
    note_id BIGINT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('trace', 'alert', 'message', 'wake_up', 'locator', 'log', 'lost', 'found',
                                       'luggage', 'valet')),
    department TEXT,
    occasion TEXT CHECK (occasion IN ('check_in', 'check_out', 'both')),
    stay_id BIGINT REFERENCES stay (stay_id),
    confirmation_number TEXT,
    room TEXT,
    text TEXT NOT NULL,
    place TEXT,
    tag TEXT,
    due_on BIGINT,
    due_minute BIGINT CHECK (due_minute BETWEEN 0 AND 1439),
    business_date BIGINT NOT NULL,
    written_at BIGINT NOT NULL,
    written_by TEXT NOT NULL,
    outcome TEXT,
    closed_at BIGINT,
    closed_by TEXT
);

CREATE INDEX note_open ON note (kind, due_on, note_id) WHERE closed_at IS NULL;
CREATE INDEX note_by_day ON note (kind, business_date, note_id);
CREATE INDEX note_by_stay ON note (stay_id, kind) WHERE stay_id IS NOT NULL;
CREATE INDEX note_by_reservation ON note (confirmation_number, kind) WHERE confirmation_number IS NOT NULL;

-- A ticket or a parked car is out once at a time.
CREATE UNIQUE INDEX note_tag_open ON note (kind, tag) WHERE closed_at IS NULL AND kind IN ('luggage', 'valet');
