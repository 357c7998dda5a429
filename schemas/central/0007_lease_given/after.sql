SELECT count(*) = 2 AS "leases know what was given" FROM information_schema.columns WHERE table_name = 'hotel_lease' AND column_name IN ('lease_ms', 'margin_ms');
