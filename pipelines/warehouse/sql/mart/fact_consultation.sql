-- A row is one consultation in the coordinator's register, dated by the first day of its quarter. Left out: consultations
-- whose quarter is not written as 2025-Q1. Participants are a band: fewer than five are never told as a number.
SELECT
    'coordinator' AS agency_code,
    make_date(left(trim(wave), 4)::INTEGER, right(trim(wave), 1)::INTEGER * 3 - 2, 1) AS event_date,
    event_id,
    event_kind,
    status,
    CASE
        WHEN trim(participants_n) = '<5' OR try_cast(participants_n AS INTEGER) < 5 THEN 'under_5'
        WHEN try_cast(participants_n AS INTEGER) < 10 THEN '5_to_9'
        WHEN try_cast(participants_n AS INTEGER) >= 10 THEN '10_or_more'
    END AS participants_band,
    submission_id,
    source_sheet,
    source_row
FROM core.consultation_event
WHERE regexp_full_match(trim(wave), '[0-9]{4}[- ]?[Qq][1-4]')
