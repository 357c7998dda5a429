-- Bills that were paid with money handed over once: the payment of the first has the tender, from whose change the others
-- were paid.
CREATE TABLE paid_together (
    posting_number BIGINT PRIMARY KEY REFERENCES posting (posting_number),
    tender_number BIGINT NOT NULL REFERENCES tender (posting_number),
    CHECK (posting_number <> tender_number)
);

CREATE INDEX paid_together_by_tender ON paid_together (tender_number);
