SELECT COUNT(*) >= 0 AS "invoices may wait to be sent" FROM invoice_mailing;
