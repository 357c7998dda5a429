SELECT COUNT(*) = 0 AS "no guest's documents are kept yet" FROM guest_identity;
