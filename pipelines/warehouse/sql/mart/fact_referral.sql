-- A row is one defendant in one referral, dated by the referral. Nothing is left out.
SELECT
    referral.agency_code,
    referral.referred_ts::DATE AS event_date,
    coalesce(referral.dv_related, false) AS dv,
    coalesce(referral.dv_related, false)
    AND coalesce(referral.incident_key IN (SELECT incident_key FROM core.incident WHERE dv_scope = 'ipv'), false)
        AS ipv,
    referral.pros_case_key,
    referral.incident_key,
    CASE
        WHEN referral.victim_contact_first_ts::DATE >= referral.referred_ts::DATE
            THEN referral.victim_contact_first_ts::DATE - referral.referred_ts::DATE
    END AS days_to_contact,
    CASE
        WHEN referral.review_decision IS NOT NULL AND referral.review_decision <> 'pending'
            THEN referral.review_decision_ts::DATE
    END AS decided_date,
    referral.review_decision IS NOT NULL AND referral.review_decision <> 'pending'
    AND referral.review_decision_ts IS NULL AS is_undated,
    referral.defendant_sex,
    referral.defendant_race,
    referral.defendant_ethnicity,
    referral.defendant_age_band,
    referral.submission_id,
    referral.source_sheet,
    referral.source_row
FROM core.prosecution_case AS referral
