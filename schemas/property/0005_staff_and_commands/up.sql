-- Proof of a log-in that the directory accepted, kept for a bounded time so that the desk can log in while the directory is gone.
CREATE TABLE staff_credential (
    staff TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    roles TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    verified_at BIGINT NOT NULL
);

-- The first answer of every write, stored in the transaction of its effect.
CREATE TABLE command_record (
    idempotency_key TEXT PRIMARY KEY,
    request_digest TEXT NOT NULL,
    status BIGINT NOT NULL,
    body TEXT NOT NULL,
    recorded_at BIGINT NOT NULL
);

CREATE INDEX command_record_by_age ON command_record (recorded_at);
