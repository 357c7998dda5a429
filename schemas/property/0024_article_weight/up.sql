-- The articles that are most about a word are read first.
CREATE INDEX article_term_by_weight ON article_term (term, weight DESC, article);
