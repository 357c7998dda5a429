SELECT COUNT(*) >= 0 AS "words are found by weight" FROM article_term WHERE weight > 0;
