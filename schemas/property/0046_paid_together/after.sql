SELECT COUNT(*) = 0 AS "no bill was paid together with another yet" FROM paid_together;
