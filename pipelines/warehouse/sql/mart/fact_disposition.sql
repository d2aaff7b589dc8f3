-- A row is one court case that has ended, dated by its last charge's disposition.
-- Left out: cases with an open charge. days_to_disposition counts whole days; a negative number is no time.
WITH ipv_case AS (
    SELECT court_case_key
    FROM core.prosecution_case
    WHERE incident_key IN (SELECT incident_key FROM core.incident WHERE dv_scope = 'ipv')
        AND court_case_key IS NOT NULL
)

SELECT
    docket.agency_code,
    docket.case_disposition_date AS event_date,
    coalesce(docket.dv_related, false) AS dv,
    coalesce(docket.dv_related, false)
    AND coalesce(docket.court_case_key IN (SELECT court_case_key FROM ipv_case), false) AS ipv,
    docket.court_case_key,
    docket.case_disposition,
    docket.convicted_any,
    docket.convicted_dv,
    docket.dismissed_by,
    CASE
        WHEN docket.case_disposition = 'dismissal' THEN coalesce(docket.disposition_reason, 'not_recorded')
    END AS dismissal_reason_or_none,
    docket.continuances,
    docket.level_disposed,
    docket.level_filed IN ('misdemeanor', 'gross_misdemeanor') AS is_misdemeanor,
    docket.level_filed = 'felony' AS is_felony,
    CASE
        WHEN docket.case_disposition_date >= docket.filed_date
            THEN docket.case_disposition_date - docket.filed_date
    END AS days_to_disposition,
    person.defendant_sex,
    person.defendant_race,
    person.defendant_ethnicity,
    person.defendant_age_band,
    docket.submission_id,
    docket.source_sheet,
    docket.source_row
FROM core.court_case AS docket
LEFT JOIN mart.fact_defendant AS person ON person.court_case_key = docket.court_case_key
WHERE docket.case_disposition_date IS NOT NULL AND docket.case_disposition IS NOT NULL
