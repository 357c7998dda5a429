-- Copies of what the centre owns, listed then watched. `version` is the centre's per-hotel number, `document` the row as it came.
CREATE TABLE copied_reservation (
    confirmation_number TEXT PRIMARY KEY,
    version BIGINT NOT NULL,
    guest_name TEXT NOT NULL,
    surname_folded TEXT NOT NULL,
    document TEXT NOT NULL
);

CREATE INDEX copied_reservation_by_surname ON copied_reservation (surname_folded);

CREATE TABLE copied_line (
    confirmation_number TEXT NOT NULL REFERENCES copied_reservation (confirmation_number),
    line BIGINT NOT NULL CHECK (line BETWEEN 1 AND 99),
    room_type TEXT NOT NULL,
    rate_plan TEXT NOT NULL,
    arrival BIGINT NOT NULL,
    departure BIGINT NOT NULL CHECK (departure >= arrival),
    adults BIGINT NOT NULL CHECK (adults >= 0),
    children BIGINT NOT NULL CHECK (children >= 0),
    infants BIGINT NOT NULL CHECK (infants >= 0),
    status TEXT NOT NULL CHECK (status IN ('reserved', 'cancelled', 'no_show', 'in_house', 'checked_out')),
    total_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    PRIMARY KEY (confirmation_number, line)
);

CREATE INDEX copied_line_expected ON copied_line (arrival, confirmation_number, line) WHERE status = 'reserved';

CREATE TABLE copied_cell (
    room_type TEXT NOT NULL,
    night BIGINT NOT NULL,
    version BIGINT NOT NULL,
    sell_limit BIGINT NOT NULL,
    oversell_authorised BIGINT NOT NULL,
    sold BIGINT NOT NULL,
    held BIGINT NOT NULL,
    PRIMARY KEY (room_type, night)
);

CREATE INDEX copied_cell_by_night ON copied_cell (night, room_type);

-- Rate overrides and restrictions with their night, and the hotel's own catalogue row without one.
CREATE TABLE copied_setting (
    kind TEXT NOT NULL CHECK (kind IN ('rate_override', 'restriction', 'hotel')),
    setting_key TEXT NOT NULL,
    night BIGINT,
    version BIGINT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (kind, setting_key)
);

CREATE INDEX copied_setting_by_night ON copied_setting (kind, night);
