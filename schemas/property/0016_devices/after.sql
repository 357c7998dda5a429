SELECT COUNT(*) = (SELECT COUNT(*) FROM stay WHERE status = 'in_house') AS "every guest in the house is known to devices" FROM device_guest;
