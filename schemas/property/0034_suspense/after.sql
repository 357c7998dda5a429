SELECT COUNT(*) = 0 AS "nothing waits yet" FROM device_suspense;
