SELECT COUNT(*) = 0 AS "whatever waited is still sent by a person" FROM invoice_mailing WHERE next_at IS NOT NULL OR attempts <> 0;
