SELECT COUNT(*) >= 0 AS "words have their weight" FROM article_term;
