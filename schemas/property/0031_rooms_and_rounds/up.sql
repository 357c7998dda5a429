-- Months come round on the day of this date: what begins on the 31st is due on the 28th of February and then on the 31st.
ALTER TABLE plan_target ADD COLUMN first_due BIGINT;
UPDATE plan_target SET first_due = next_due;

-- An order keeps a room out while it is out; those whose outage had ended by itself still said so.
UPDATE work_order SET room_out = 0, room_outage = NULL, revision = revision + 1 WHERE room_out = 1 AND NOT EXISTS
    (SELECT 1 FROM room_night n JOIN hotel_state h ON h.business_date = n.night WHERE n.room = work_order.room AND n.outage IS NOT NULL);
CREATE INDEX work_order_room_out ON work_order (room) WHERE room_out = 1;
