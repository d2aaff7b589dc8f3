-- A row is one release from jail, dated by the release. Left out: people still in custody.
SELECT
    booking.agency_code,
    booking.released_ts::DATE AS event_date,
    coalesce(booking.dv_charge, false) AS dv,
    coalesce(booking.dv_charge, false)
    AND coalesce(booking.incident_key IN (SELECT incident_key FROM core.incident WHERE dv_scope = 'ipv'), false)
        AS ipv,
    booking.booking_key,
    booking.release_type,
    booking.victim_notified,
    booking.release_conditions_nco,
    booking.release_conditions_firearm,
    booking.hold_hours,
    person.arrestee_sex,
    person.arrestee_race,
    person.arrestee_ethnicity,
    person.arrestee_age_band,
    booking.submission_id,
    booking.source_sheet,
    booking.source_row
FROM core.booking
LEFT JOIN mart.fact_arrestee AS person ON person.booking_key = booking.booking_key
WHERE booking.released_ts IS NOT NULL
