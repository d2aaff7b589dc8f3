-- A row is one charging decision on one referral, dated by the decision. Left out: referrals still pending.
-- days_to_decision counts whole days between the dates; a negative number is no time.
SELECT
    referral.agency_code,
    referral.review_decision_ts::DATE AS event_date,
    coalesce(referral.dv_related, false) AS dv,
    coalesce(referral.dv_related, false)
    AND coalesce(referral.incident_key IN (SELECT incident_key FROM core.incident WHERE dv_scope = 'ipv'), false)
        AS ipv,
    referral.pros_case_key,
    referral.review_decision,
    CASE
        WHEN referral.review_decision = 'declined' THEN coalesce(referral.decline_reason, 'not_recorded')
    END AS decline_reason_or_none,
    CASE
        WHEN referral.review_decision_ts::DATE >= referral.referred_ts::DATE
            THEN referral.review_decision_ts::DATE - referral.referred_ts::DATE
    END AS days_to_decision,
    referral.defendant_sex,
    referral.defendant_race,
    referral.submission_id,
    referral.source_sheet,
    referral.source_row
FROM core.prosecution_case AS referral
WHERE referral.review_decision IS NOT NULL AND referral.review_decision <> 'pending'
