SELECT COUNT(*) = 0 AS "no guest is in the house yet" FROM stay;
SELECT COUNT(*) = 0 AS "no folio has a posting yet" FROM posting;
