-- Invoices that guests asked to be sent by e-mail: waiting until somebody has sent them.
CREATE TABLE invoice_mailing (
    mailing_id BIGINT PRIMARY KEY,
    invoice_id BIGINT NOT NULL UNIQUE REFERENCES invoice (invoice_id),
    email TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    sent_at BIGINT,
    sent_by TEXT,
    CHECK ((sent_at IS NULL) = (sent_by IS NULL))
);

CREATE INDEX invoice_mailing_waiting ON invoice_mailing (mailing_id) WHERE sent_at IS NULL;
