-- A row is one admission to jail, whatever the number of charges. Nothing is left out.
-- hold_hours is null while the person is in custody.
WITH charges AS (
    SELECT agency_code, booking_key, count(*) AS charges_count
    FROM core.booking_charge
    GROUP BY ALL
)

SELECT
    booking.*,
    CASE
        WHEN booking.released_ts >= booking.booked_ts
            THEN stg.seconds_between(agency.time_zone, booking.booked_ts, booking.released_ts) / 3600
    END AS hold_hours,
    charges.charges_count
FROM stg.booking__linked AS booking
LEFT JOIN ops.agency AS agency USING (agency_code)
LEFT JOIN charges USING (agency_code, booking_key)
