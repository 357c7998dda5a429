-- What became of sending invoices by the hotel's mail server. `next_at`: when it is tried (again); NULL: a person sends it.
-- `failed_at`: it was given up. `problem` and `said` are of the last attempt. What the server took is `sent_by` 'mail'.
ALTER TABLE invoice_mailing ADD COLUMN attempts BIGINT NOT NULL DEFAULT 0;
ALTER TABLE invoice_mailing ADD COLUMN next_at BIGINT;
ALTER TABLE invoice_mailing ADD COLUMN failed_at BIGINT;
ALTER TABLE invoice_mailing ADD COLUMN problem TEXT;
ALTER TABLE invoice_mailing ADD COLUMN said TEXT;

CREATE INDEX invoice_mailing_due ON invoice_mailing (next_at) WHERE next_at IS NOT NULL;
