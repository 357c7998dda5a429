-- What an exception is about, where it is about rooms sold over the limit: whoever looks at it asks which nights, how
-- many rooms too many, and to which hotel a guest could be walked.
ALTER TABLE desk_exception
    ADD COLUMN room_type text NOT NULL DEFAULT '',
    ADD COLUMN first_night date,
    ADD COLUMN nights integer NOT NULL DEFAULT 0 CHECK (nights >= 0),
    ADD COLUMN rooms integer NOT NULL DEFAULT 0 CHECK (rooms >= 0),
    ADD COLUMN exception_id bigint GENERATED ALWAYS AS IDENTITY,
    ADD CONSTRAINT desk_exception_nights CHECK ((nights = 0) = (first_night IS NULL));

CREATE UNIQUE INDEX desk_exception_newest ON desk_exception (exception_id);
CREATE INDEX desk_exception_of_hotel ON desk_exception (hotel_id, exception_id);
