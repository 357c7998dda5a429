SELECT COUNT(*) = 0 AS "every tender is of a posting" FROM tender WHERE posting_number NOT IN (SELECT posting_number FROM posting);
