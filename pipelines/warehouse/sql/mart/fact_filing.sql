-- A row is one court case, dated by its filing; it is pending from valid_from until valid_to. Nothing is left out.
-- ipv: a referral with this case number belongs to an incident between intimate partners.
WITH ipv_case AS (
    SELECT court_case_key
    FROM core.prosecution_case
    WHERE incident_key IN (SELECT incident_key FROM core.incident WHERE dv_scope = 'ipv')
        AND court_case_key IS NOT NULL
)

SELECT
    docket.agency_code,
    docket.filed_date AS event_date,
    coalesce(docket.dv_related, false) AS dv,
    coalesce(docket.dv_related, false)
    AND coalesce(docket.court_case_key IN (SELECT court_case_key FROM ipv_case), false) AS ipv,
    docket.court_case_key,
    CASE WHEN docket.case_disposition IS NOT NULL THEN docket.case_disposition_date END AS disposed_date,
    docket.filed_date AS valid_from,
    CASE WHEN docket.case_disposition IS NOT NULL THEN docket.case_disposition_date END AS valid_to,
    docket.level_filed IN ('misdemeanor', 'gross_misdemeanor') AS is_misdemeanor,
    docket.level_filed = 'felony' AS is_felony,
    docket.nco_issued_date IS NOT NULL AS has_no_contact_order,
    docket.interpreter_needed,
    docket.interpreter_provided,
    docket.firearm_order,
    coalesce(docket.firearm_compliance, 'unknown') AS firearm_compliance_or_unknown,
    person.defendant_sex,
    person.defendant_race,
    person.defendant_ethnicity,
    person.defendant_age_band,
    docket.submission_id,
    docket.source_sheet,
    docket.source_row
FROM core.court_case AS docket
LEFT JOIN mart.fact_defendant AS person ON person.court_case_key = docket.court_case_key
