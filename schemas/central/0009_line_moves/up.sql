-- A guest who is given another type of room holds that type's cells from that night on: [{"from", "room_type"}, …] by
-- night; NULL for the many who live in what they were sold.
ALTER TABLE reservation_line
    ADD COLUMN moves jsonb,
    ADD CONSTRAINT reservation_line_moves CHECK (jsonb_array_length(moves) > 0);
