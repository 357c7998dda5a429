-- Guests, reservations with their room lines, holds, and the answers already given.

CREATE SEQUENCE confirmation_sequence MINVALUE 1 MAXVALUE 9999999999;
CREATE SEQUENCE guest_sequence;

CREATE TABLE guest (
    guest_id bigint PRIMARY KEY DEFAULT nextval('guest_sequence'),
    -- How a channel or an import names the same guest again; ours to match on, never shown.
    reference text UNIQUE,
    given_name text NOT NULL DEFAULT '',
    surname text NOT NULL CHECK (surname <> ''),
    surname_key text NOT NULL GENERATED ALWAYS AS (lower(surname)) STORED,
    email text NOT NULL DEFAULT '',
    email_key text NOT NULL GENERATED ALWAYS AS (lower(email)) STORED,
    telephone text NOT NULL DEFAULT '',
    language text NOT NULL DEFAULT '',
    country text NOT NULL DEFAULT '',
    revision integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX guest_surname ON guest (surname_key text_pattern_ops, guest_id);
CREATE INDEX guest_email ON guest (email_key) WHERE email_key <> '';
CREATE INDEX guest_telephone ON guest (telephone) WHERE telephone <> '';

CREATE TABLE reservation (
    confirmation_number text PRIMARY KEY CHECK (confirmation_number ~ '^[15][0-9]{11}$'),
    hotel_id integer NOT NULL REFERENCES hotel,
    guest_id bigint NOT NULL REFERENCES guest,
    channel text NOT NULL,
    external_id text,
    booked_at timestamptz NOT NULL,
    booked_by text NOT NULL,
    arrival date NOT NULL,
    departure date NOT NULL,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    comments text NOT NULL DEFAULT '',
    market jsonb NOT NULL DEFAULT '{}',
    revision integer NOT NULL DEFAULT 1,
    version bigint NOT NULL,
    UNIQUE (channel, external_id),
    CHECK (arrival <= departure)
) WITH (fillfactor = 85);
CREATE INDEX reservation_feed ON reservation (hotel_id, version);
CREATE INDEX reservation_arrival ON reservation (hotel_id, arrival);
CREATE INDEX reservation_guest ON reservation (guest_id);

CREATE TABLE reservation_line (
    confirmation_number text NOT NULL REFERENCES reservation,
    line smallint NOT NULL CHECK (line BETWEEN 1 AND 99),
    status text NOT NULL CHECK (status IN ('reserved', 'cancelled', 'no_show', 'in_house', 'checked_out')),
    room_type text NOT NULL,
    rate_plan text NOT NULL,
    arrival date NOT NULL,
    departure date NOT NULL,
    -- From this night on the line holds no cell any more (cancelled, no-show, left early); departure otherwise.
    holds_until date NOT NULL,
    adults smallint NOT NULL CHECK (adults >= 0),
    children smallint NOT NULL CHECK (children >= 0),
    infants smallint NOT NULL CHECK (infants >= 0),
    price_source text NOT NULL CHECK (price_source IN ('quoted', 'channel')),
    night_prices_minor bigint[] NOT NULL,
    penalty_minor bigint NOT NULL DEFAULT 0,
    reason text NOT NULL DEFAULT '',
    PRIMARY KEY (confirmation_number, line),
    CONSTRAINT reservation_line_price_each_night CHECK (cardinality(night_prices_minor) = departure - arrival),
    CONSTRAINT reservation_line_holds CHECK (holds_until BETWEEN arrival AND departure)
) WITH (fillfactor = 85);

CREATE TABLE hold (
    hold_id text PRIMARY KEY,
    hotel_id integer NOT NULL REFERENCES hotel,
    status text NOT NULL CHECK (status IN ('held', 'committed', 'released', 'expired')),
    expires_at timestamptz NOT NULL,
    created_by text NOT NULL,
    lines jsonb NOT NULL
);
CREATE INDEX hold_expiry ON hold (expires_at) WHERE status = 'held';

CREATE TABLE idempotency (
    scope text NOT NULL,
    key text NOT NULL,
    request_digest text NOT NULL,
    status integer NOT NULL CHECK (status BETWEEN 200 AND 499),
    answer text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (scope, key)
);
CREATE INDEX idempotency_age ON idempotency (created_at);

CREATE TABLE revoked_session (
    token_id text PRIMARY KEY,
    expires_at timestamptz NOT NULL
);
