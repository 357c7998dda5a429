SELECT COUNT(*) >= 0 AS "articles have their symptoms" FROM article WHERE symptom_en <> '' OR symptom_zh <> '';
