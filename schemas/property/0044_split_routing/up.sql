-- How much of each charge an instruction takes over; the next one that fits takes its part of the whole, and the rest stays
-- with the guest. `rank` is the order in which they are asked: one that takes the place of another keeps its place.
ALTER TABLE routing ADD COLUMN share_basis_points BIGINT NOT NULL DEFAULT 10000 CHECK (share_basis_points BETWEEN 1 AND 10000);
ALTER TABLE routing ADD COLUMN rank BIGINT NOT NULL DEFAULT 0;

UPDATE routing SET rank = routing_id;
