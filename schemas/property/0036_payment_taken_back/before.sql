SELECT COUNT(*) >= 0 AS "payments of invoices are known" FROM invoice_payment;
