-- What the law of the country asks of every guest: of each person of a line of a reservation, from before arrival until the night
-- audit deletes it, so many days after the guest has left as the chain's configuration says. Read by whoever serves guests; in no
-- log, in no copy at the centre, in no downtime pack. `salt`: what a signed card says of it means nothing once it is gone.
CREATE TABLE guest_identity (
    confirmation_number TEXT NOT NULL,
    line BIGINT NOT NULL,
    person BIGINT NOT NULL CHECK (person > 0),
    surname TEXT NOT NULL,
    given_name TEXT,
    nationality TEXT,
    birth_date BIGINT,
    document_type TEXT,
    document_number TEXT,
    address TEXT,
    salt TEXT NOT NULL,
    departure BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (confirmation_number, line, person)
);

CREATE INDEX guest_identity_by_departure ON guest_identity (departure);
