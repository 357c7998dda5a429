-- That a guest who waits was told of the room that is ready. It counts for that room only.
ALTER TABLE room_queue ADD COLUMN told_at BIGINT;
ALTER TABLE room_queue ADD COLUMN told_room TEXT;
