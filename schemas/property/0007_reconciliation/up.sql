-- The day under which a reservation is compared with the centre's: the first arrival of its rooms.
ALTER TABLE copied_reservation ADD COLUMN arrival BIGINT NOT NULL DEFAULT 0;

UPDATE copied_reservation SET arrival = COALESCE((SELECT MIN(l.arrival) FROM copied_line l
    WHERE l.confirmation_number = copied_reservation.confirmation_number), 0);

CREATE INDEX copied_reservation_by_arrival ON copied_reservation (arrival, confirmation_number);
