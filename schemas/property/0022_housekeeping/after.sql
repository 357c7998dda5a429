SELECT COUNT(*) = 1 AS "housekeeping has its settings" FROM housekeeping_setting;
SELECT COUNT(*) = 5 AS "every service has its credits" FROM housekeeping_credit WHERE room_type = '*';
