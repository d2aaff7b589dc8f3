-- A row is one original sentence, dated by its pronouncement. Left out: later phases of the same case.
-- ipv: a referral with this case number belongs to an incident between intimate partners.
WITH ipv_case AS (
    SELECT court_case_key
    FROM core.prosecution_case
    WHERE incident_key IN (SELECT incident_key FROM core.incident WHERE dv_scope = 'ipv')
        AND court_case_key IS NOT NULL
)

SELECT
    sentence.agency_code,
    sentence.sentence_date AS event_date,
    coalesce(sentence.dv_related, false) AS dv,
    coalesce(sentence.dv_related, false)
    AND coalesce(sentence.court_case_key IN (SELECT court_case_key FROM ipv_case), false) AS ipv,
    sentence.court_case_key,
    sentence.sentence_type,
    coalesce(sentence.probation_days > 0, false) AS has_probation,
    CASE WHEN sentence.jail_days_to_serve > 0 THEN sentence.jail_days_to_serve END AS jail_days,
    CASE WHEN sentence.psi_ordered = false THEN false ELSE sentence.psi_includes_dv_assessment END
        AS has_dv_assessment,
    sentence.cond_bip,
    sentence.cond_no_contact,
    sentence.cond_firearm,
    sentence.cond_chemical_eval,
    sentence.cond_review_hearing,
    person.defendant_sex,
    person.defendant_race,
    person.defendant_ethnicity,
    person.defendant_age_band,
    sentence.submission_id,
    sentence.source_sheet,
    sentence.source_row
FROM core.sentence AS sentence
LEFT JOIN mart.fact_defendant AS person ON person.court_case_key = sentence.court_case_key
WHERE sentence.phase = 'original'
