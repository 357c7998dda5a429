SELECT COUNT(*) = 0 AS "no article of the chain has been given yet" FROM article_given;
SELECT COUNT(*) = 0 AS "no word leads to an article that is not shown" FROM article_term t JOIN article a ON a.article = t.article WHERE a.retired = 1;
