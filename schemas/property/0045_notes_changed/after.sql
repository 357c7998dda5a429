SELECT COUNT(*) = 0 AS "nobody has changed a note yet" FROM note WHERE changed_at IS NOT NULL OR changed_by IS NOT NULL;
