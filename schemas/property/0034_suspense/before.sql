SELECT COUNT(*) >= 0 AS "refusals are there" FROM device_refusal;
