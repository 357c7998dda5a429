-- Stays are compared with the centre's copies by their day of arrival.
CREATE INDEX stay_by_arrival ON stay (arrival, stay_id);
