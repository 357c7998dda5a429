SELECT COUNT(*) = 0 AS "every payment is by one of the four means there were" FROM posting WHERE department = 'payment' AND code NOT IN ('cash', 'card', 'transfer', 'voucher', 'paid_out');
