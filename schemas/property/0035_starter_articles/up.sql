-- Which of the chain's articles this hotel has been given, each once: what it makes of them afterwards is its own.
CREATE TABLE article_given (
    code TEXT PRIMARY KEY,
    article BIGINT NOT NULL REFERENCES article (article)
);

-- What is not shown any more is found by nothing.
DELETE FROM article_term WHERE article IN (SELECT article FROM article WHERE retired = 1);
