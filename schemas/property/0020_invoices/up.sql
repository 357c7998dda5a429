-- Invoices and credit notes: numbered without gaps, each kind for itself, and never changed. `document` is what was
-- handed out, `digest` its fingerprint; a credit note takes one invoice back as a whole.
CREATE TABLE invoice (
    invoice_id BIGINT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
    number BIGINT NOT NULL CHECK (number > 0),
    number_text TEXT NOT NULL UNIQUE,
    account_id BIGINT NOT NULL REFERENCES account (account_id),
    folio_window BIGINT NOT NULL CHECK (folio_window BETWEEN 1 AND 8),
    billed_to BIGINT REFERENCES account (account_id),
    business_date BIGINT NOT NULL,
    issued_at BIGINT NOT NULL,
    payee_name TEXT NOT NULL,
    total_minor BIGINT NOT NULL,
    due_minor BIGINT NOT NULL,
    document TEXT NOT NULL,
    digest TEXT NOT NULL,
    credits BIGINT UNIQUE REFERENCES invoice (invoice_id),
    staff TEXT NOT NULL,
    UNIQUE (kind, number),
    CHECK ((kind = 'credit_note') = (credits IS NOT NULL))
);

CREATE INDEX invoice_by_account ON invoice (account_id, invoice_id);
CREATE INDEX invoice_billed_to ON invoice (billed_to, business_date) WHERE billed_to IS NOT NULL;
CREATE INDEX invoice_by_date ON invoice (business_date, invoice_id);

-- Which postings an invoice or credit note is of.
CREATE TABLE invoice_posting (
    posting_number BIGINT NOT NULL REFERENCES posting (posting_number),
    invoice_id BIGINT NOT NULL REFERENCES invoice (invoice_id),
    PRIMARY KEY (posting_number, invoice_id)
);

-- Which invoices a payment on direct bill pays.
CREATE TABLE invoice_payment (
    posting_number BIGINT NOT NULL REFERENCES posting (posting_number),
    invoice_id BIGINT NOT NULL REFERENCES invoice (invoice_id),
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    PRIMARY KEY (posting_number, invoice_id)
);

CREATE INDEX invoice_payment_by_invoice ON invoice_payment (invoice_id);
