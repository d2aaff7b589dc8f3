-- A row is one admission to jail, dated by the booking. Nothing is left out.
SELECT
    booking.agency_code,
    booking.booked_ts::DATE AS event_date,
    coalesce(booking.dv_charge, false) AS dv,
    coalesce(booking.dv_charge, false)
    AND coalesce(booking.incident_key IN (SELECT incident_key FROM core.incident WHERE dv_scope = 'ipv'), false)
        AS ipv,
    booking.booking_key,
    booking.incident_key,
    booking.submission_id,
    booking.source_sheet,
    booking.source_row
FROM core.booking
