SELECT COUNT(*) <= 1 AS "at most one audit runs" FROM night_audit WHERE status = 'running';
SELECT COUNT(*) = 1 AS "the reports have their settings" FROM report_setting;
