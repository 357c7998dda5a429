-- What is left to pay of invoices on direct bill, so that nobody reads ten years of paid ones to find the open.
CREATE TABLE open_invoice (
    invoice_id BIGINT PRIMARY KEY REFERENCES invoice (invoice_id),
    account_id BIGINT NOT NULL REFERENCES account (account_id),
    open_minor BIGINT NOT NULL CHECK (open_minor >= 0)
);

CREATE INDEX open_invoice_of_account ON open_invoice (account_id, invoice_id) WHERE open_minor > 0;

INSERT INTO open_invoice (invoice_id, account_id, open_minor)
SELECT i.invoice_id, i.billed_to, i.due_minor - COALESCE((SELECT SUM(y.amount_minor) FROM invoice_payment y WHERE y.invoice_id = i.invoice_id), 0)
FROM invoice i WHERE i.billed_to IS NOT NULL AND i.kind = 'invoice';

-- The accounts that live for years are read by date; a stay's postings are few.
CREATE INDEX posting_of_house ON posting (account_id, business_date) WHERE stay_id IS NULL;
