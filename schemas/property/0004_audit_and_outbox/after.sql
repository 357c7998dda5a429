SELECT COUNT(*) = 0 AS "no audit has run yet" FROM night_audit;
SELECT COUNT(*) = 0 AS "nothing waits for the centre yet" FROM outbox;
