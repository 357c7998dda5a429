SELECT COUNT(*) = 0 AS "no card was read yet" FROM device_key_reading;
