-- A row is one supervision case that has ended, dated by its end. Left out: open cases.
-- is_revoked: a violation of the case was answered with a partial or full revocation.
WITH ipv_case AS (
    SELECT court_case_key
    FROM core.prosecution_case
    WHERE incident_key IN (SELECT incident_key FROM core.incident WHERE dv_scope = 'ipv')
        AND court_case_key IS NOT NULL
)

SELECT
    supervision.agency_code,
    supervision.ended_date AS event_date,
    coalesce(supervision.dv_related, false) AS dv,
    coalesce(supervision.dv_related, false)
    AND coalesce(supervision.court_case_key IN (SELECT court_case_key FROM ipv_case), false) AS ipv,
    supervision.probation_key,
    supervision.discharge_type,
    supervision.probation_key IN (
        SELECT probation_key
        FROM core.probation_violation
        WHERE response IN ('revocation_partial', 'revocation_full') AND probation_key IS NOT NULL
    ) AS is_revoked,
    person.defendant_sex,
    person.defendant_race,
    person.defendant_ethnicity,
    person.defendant_age_band,
    supervision.submission_id,
    supervision.source_sheet,
    supervision.source_row
FROM core.probation_case AS supervision
LEFT JOIN mart.fact_defendant AS person ON person.court_case_key = supervision.court_case_key
WHERE supervision.ended_date IS NOT NULL
