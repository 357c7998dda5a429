SELECT COUNT(*) = 0 AS "no sale is asked for yet" FROM asked_sale;
