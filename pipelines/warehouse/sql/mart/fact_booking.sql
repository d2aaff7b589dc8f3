-- A row is one admission to jail, dated by the booking. Nothing is left out.
-- is_held_long: not released within 72 hours. was_assessed: a pretrial evaluation with this booking number was done by
-- the first appearance. The person is that of the arrest that names the booking.
WITH assessed AS (
    SELECT booking_key, min(assessment_ts) AS assessment_ts
    FROM core.pretrial_case
    WHERE booking_key IS NOT NULL
    GROUP BY booking_key
)

SELECT
    booking.agency_code,
    booking.booked_ts::DATE AS event_date,
    coalesce(booking.dv_charge, false) AS dv,
    coalesce(booking.dv_charge, false)
    AND coalesce(booking.incident_key IN (SELECT incident_key FROM core.incident WHERE dv_scope = 'ipv'), false)
        AS ipv,
    booking.booking_key,
    booking.incident_key,
    booking.first_appearance_ts IS NOT NULL AS has_first_appearance,
    coalesce(booking.released_ts < booking.first_appearance_ts, false) AS is_released_before,
    coalesce(assessed.assessment_ts <= booking.first_appearance_ts, false) AS was_assessed,
    booking.released_ts IS NULL OR coalesce(booking.hold_hours > 72, false) AS is_held_long,
    person.arrestee_sex,
    person.arrestee_race,
    person.arrestee_ethnicity,
    person.arrestee_age_band,
    booking.submission_id,
    booking.source_sheet,
    booking.source_row
FROM core.booking
LEFT JOIN assessed ON assessed.booking_key = booking.booking_key
LEFT JOIN mart.fact_arrestee AS person ON person.booking_key = booking.booking_key
