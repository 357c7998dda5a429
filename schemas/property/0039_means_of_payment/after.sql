SELECT COUNT(*) = 4 AS "the four means of payment are there" FROM payment_means WHERE code IN ('cash', 'card', 'transfer', 'voucher');
SELECT COUNT(*) = 0 AS "every payment is by a means of the list" FROM posting p WHERE p.department = 'payment' AND p.code <> 'paid_out' AND NOT EXISTS (SELECT 1 FROM payment_means m WHERE m.code = p.code);
SELECT COUNT(*) = 0 AS "every closed drawer ends at a posting" FROM cashier_shift WHERE (status = 'closed') <> (closed_after IS NOT NULL);
