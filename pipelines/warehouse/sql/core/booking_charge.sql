-- A row is one charge of one booking, with the latest known value of each field.
-- Bookings that come without charge numbers are left out; core.booking has them.
SELECT * FROM stg.booking_charge__latest
