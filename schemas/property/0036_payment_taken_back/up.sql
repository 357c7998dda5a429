-- A payment on account that is taken back leaves its invoices open again; that it had paid them stays on record.
ALTER TABLE invoice_payment ADD COLUMN taken_back BIGINT NOT NULL DEFAULT 0;
