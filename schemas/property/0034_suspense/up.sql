-- Postings of devices that were refused, until somebody has decided what becomes of them. `answer` is what the device was
-- told. A record that comes again finds itself here: `outcome` NULL: still open; posted: on the folio of `account_id`;
-- dismissed: dealt with otherwise, for a reason; accepted: it came again and could be charged.
CREATE TABLE device_suspense (
    suspense_number BIGINT PRIMARY KEY,
    posting_key TEXT NOT NULL UNIQUE,
    interface TEXT NOT NULL,
    record TEXT NOT NULL,
    answer TEXT NOT NULL,
    room TEXT,
    amount_minor BIGINT,
    business_date BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    times BIGINT NOT NULL CHECK (times > 0),
    outcome TEXT CHECK (outcome IN ('posted', 'dismissed', 'accepted')),
    account_id BIGINT REFERENCES account (account_id),
    reason TEXT,
    handled_at BIGINT,
    handled_by TEXT,
    CHECK ((outcome IS NULL) = (handled_at IS NULL))
);

CREATE INDEX device_suspense_open ON device_suspense (suspense_number) WHERE outcome IS NULL;
