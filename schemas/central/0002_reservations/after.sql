SELECT count(*) = 1 AS "every night of a line has its price" FROM pg_constraint WHERE conname = 'reservation_line_price_each_night';
SELECT count(*) = 1 AS "a channel's number is unique" FROM pg_constraint WHERE conname = 'reservation_channel_external_id_key';
