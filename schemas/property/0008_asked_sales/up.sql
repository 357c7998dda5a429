-- Sales the centre was asked for and whose answer has not come: under the same idempotency key the hotel must not sell
-- by itself, or one guest would have two reservations.
CREATE TABLE asked_sale (
    idempotency_key TEXT PRIMARY KEY,
    asked_at BIGINT NOT NULL
);

CREATE INDEX asked_sale_by_age ON asked_sale (asked_at);
