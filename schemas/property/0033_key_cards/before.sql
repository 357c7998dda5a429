SELECT COUNT(*) >= 0 AS "keys are there" FROM device_key;
