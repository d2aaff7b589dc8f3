-- A row is one reported violation of supervision, dated by its discovery. Nothing is left out.
-- dv: its supervision case is a domestic violence case. No response and a pending one are no response.
WITH ipv_case AS (
    SELECT court_case_key
    FROM core.prosecution_case
    WHERE incident_key IN (SELECT incident_key FROM core.incident WHERE dv_scope = 'ipv')
        AND court_case_key IS NOT NULL
),

supervision AS (
    SELECT
        probation_key,
        bool_or(coalesce(dv_related, false)) AS dv,
        bool_or(coalesce(court_case_key IN (SELECT court_case_key FROM ipv_case), false)) AS ipv
    FROM core.probation_case
    GROUP BY ALL
)

SELECT
    violation.agency_code,
    violation.discovered_date AS event_date,
    coalesce(supervision.dv, false) AS dv,
    coalesce(supervision.dv AND supervision.ipv, false) AS ipv,
    violation.violation_key,
    violation.probation_key,
    violation.violation_type,
    violation.response,
    CASE
        WHEN violation.reported_to_court_date >= violation.discovered_date
            THEN violation.reported_to_court_date - violation.discovered_date
    END AS days_to_report,
    violation.response_date IS NOT NULL
    AND coalesce(violation.response NOT IN ('none', 'pending'), false) AS has_response,
    violation.response_date - violation.discovered_date AS days_to_response,
    violation.submission_id,
    violation.source_sheet,
    violation.source_row
FROM core.probation_violation AS violation
LEFT JOIN supervision ON supervision.probation_key = violation.probation_key
