-- A row is one supervision case, dated by its start; it is open from valid_from until valid_to. Nothing is left out.
-- ipv: by way of the court case and its referral, the incident is between intimate partners.
WITH ipv_case AS (
    SELECT court_case_key
    FROM core.prosecution_case
    WHERE incident_key IN (SELECT incident_key FROM core.incident WHERE dv_scope = 'ipv')
        AND court_case_key IS NOT NULL
)

SELECT
    supervision.agency_code,
    supervision.started_date AS event_date,
    supervision.started_date AS valid_from,
    supervision.ended_date AS valid_to,
    coalesce(supervision.dv_related, false) AS dv,
    coalesce(supervision.dv_related, false)
    AND coalesce(supervision.court_case_key IN (SELECT court_case_key FROM ipv_case), false) AS ipv,
    supervision.probation_key,
    supervision.court_case_key,
    len(list_filter(
        generate_series(supervision.started_date + 1, supervision.intake_date, INTERVAL 1 DAY), lambda d: isodow(d) < 6
    )) AS business_days_to_intake,
    supervision.victim_contact,
    CASE
        WHEN supervision.victim_contact_ts::DATE >= supervision.started_date
            THEN supervision.victim_contact_ts::DATE - supervision.started_date
    END AS days_to_contact,
    supervision.bip_ordered,
    supervision.bip_status,
    CASE
        WHEN supervision.bip_enrolled_date >= supervision.started_date
            THEN supervision.bip_enrolled_date - supervision.started_date
    END AS days_to_enrollment,
    supervision.firearm_condition_verified,
    supervision.submission_id,
    supervision.source_sheet,
    supervision.source_row
FROM core.probation_case AS supervision
