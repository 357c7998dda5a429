SELECT COUNT(*) = 4 AS "every priority has its promise" FROM maintenance_priority;
SELECT COUNT(*) = 7 AS "every weekday has its hours" FROM maintenance_hours;
SELECT COUNT(*) = 1 AS "the rule of repeats is there" FROM maintenance_setting;
SELECT COUNT(*) = 17 AS "every category has its checklist" FROM maintenance_checklist;
SELECT COUNT(*) = 0 AS "nothing is broken yet" FROM work_order;
