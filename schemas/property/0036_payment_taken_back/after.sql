SELECT COUNT(*) = 0 AS "no payment of an invoice is taken back yet" FROM invoice_payment WHERE taken_back <> 0;
