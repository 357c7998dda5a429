SELECT COUNT(*) >= 0 AS "answers are remembered" FROM command_record;
