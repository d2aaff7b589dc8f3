-- A row is one pretrial evaluation, dated by the evaluation. Nothing is left out.
-- ipv: by way of the booking, the incident is between intimate partners.
WITH ipv_booking AS (
    SELECT booking_key
    FROM core.booking
    WHERE incident_key IN (SELECT incident_key FROM core.incident WHERE dv_scope = 'ipv')
)

SELECT
    pretrial.agency_code,
    pretrial.assessment_ts::DATE AS event_date,
    coalesce(pretrial.dv_related, false) AS dv,
    coalesce(pretrial.dv_related, false)
    AND coalesce(pretrial.booking_key IN (SELECT booking_key FROM ipv_booking), false) AS ipv,
    pretrial.pretrial_key,
    coalesce(pretrial.decision <> 'detained', false) AS is_released,
    pretrial.condition_no_contact,
    pretrial.nco_violation,
    pretrial.victim_contact,
    pretrial.new_arrest,
    pretrial.fta,
    pretrial.submission_id,
    pretrial.source_sheet,
    pretrial.source_row
FROM core.pretrial_case AS pretrial
