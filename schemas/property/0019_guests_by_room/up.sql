-- Who is in a room, sharers too: the unique index of the guests who have the room does not know those who share it.
CREATE INDEX stay_in_house_by_room ON stay (room) WHERE status = 'in_house';
