-- A day without a night has one price for the day; none when the channel named none, or when it was booked before days had one.
ALTER TABLE reservation_line DROP CONSTRAINT reservation_line_price_each_night;
ALTER TABLE reservation_line ADD CONSTRAINT reservation_line_price_each_night
    CHECK (cardinality(night_prices_minor) = departure - arrival
           OR (departure = arrival AND cardinality(night_prices_minor) = 1));
