SELECT COUNT(*) = 0 AS "no minibar has a price list yet" FROM minibar_item;
SELECT COUNT(*) = 0 AS "nothing was taken from a minibar yet" FROM minibar_use;
