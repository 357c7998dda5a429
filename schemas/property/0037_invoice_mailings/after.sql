SELECT COUNT(*) = 0 AS "nothing waits to be sent yet" FROM invoice_mailing;
