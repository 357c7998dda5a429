SELECT COUNT(*) = 0 AS "nobody has logged in yet" FROM staff_credential;
SELECT COUNT(*) = 0 AS "no command is recorded yet" FROM command_record;
