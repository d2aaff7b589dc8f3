-- A row is one supervision case, dated by its start; it is open from valid_from until valid_to. Nothing is left out.
-- ipv: by way of the court case and its referral, the incident is between intimate partners.
WITH ipv_case AS (
    SELECT court_case_key
    FROM core.prosecution_case
    WHERE incident_key IN (SELECT incident_key FROM core.incident WHERE dv_scope = 'ipv')
        AND court_case_key IS NOT NULL
),

fresh AS (
    SELECT probation_key, min(coalesce(violation_date, discovered_date)) AS first_date
    FROM core.probation_violation
    WHERE violation_subtype = 'new_dv_offense' AND probation_key IS NOT NULL
    GROUP BY probation_key
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
    supervision.dv_risk_tool,
    CASE
        WHEN supervision.dv_risk_date >= supervision.started_date
            THEN supervision.dv_risk_date - supervision.started_date
    END AS days_to_risk_tool,
    supervision.dv_risk_date IS NOT NULL AS has_risk_date,
    coalesce(fresh.first_date <= supervision.started_date + 180, false) AS new_offense_within_180_days,
    person.defendant_sex,
    person.defendant_race,
    person.defendant_ethnicity,
    person.defendant_age_band,
    supervision.submission_id,
    supervision.source_sheet,
    supervision.source_row
FROM core.probation_case AS supervision
LEFT JOIN fresh ON fresh.probation_key = supervision.probation_key
LEFT JOIN mart.fact_defendant AS person ON person.court_case_key = supervision.court_case_key
