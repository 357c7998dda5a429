-- What is left to do for a date follows from the stays and postings themselves, so a restart needs no cursor. `step` is for people.
CREATE TABLE night_audit (
    business_date BIGINT PRIMARY KEY,
    status TEXT NOT NULL CHECK (status IN ('running', 'completed')),
    step TEXT NOT NULL CHECK (step IN ('no_shows', 'room_and_tax', 'roll_date', 'done')),
    started_at BIGINT NOT NULL,
    completed_at BIGINT,
    ledger_closing_minor BIGINT,
    report TEXT
);

CREATE UNIQUE INDEX night_audit_one_running ON night_audit (status) WHERE status = 'running';

-- What the centre has not yet acknowledged, numbered without gaps in the transaction of the effect.
CREATE TABLE outbox (
    number BIGINT PRIMARY KEY,
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    body TEXT NOT NULL
);
