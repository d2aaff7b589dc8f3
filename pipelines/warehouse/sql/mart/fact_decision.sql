-- A row is one charging decision on one referral, dated by the decision. Left out: referrals still pending.
-- days_to_decision counts whole days between the dates; a negative number is no time.
-- level_change: the level filed is lower, the same or higher than the level referred; null where one is not known.
-- in_court: the court case is there; without_arrest: the incident is there and nobody was arrested in it.
WITH strangled AS (
    SELECT incident_key FROM core.incident WHERE strangulation
),

charged AS (
    SELECT court_case_key, bool_or(coalesce(charge_family = 'strangulation', false)) AS strangulation
    FROM core.charge
    WHERE court_case_key IS NOT NULL
    GROUP BY ALL
)

SELECT
    referral.agency_code,
    referral.review_decision_ts::DATE AS event_date,
    coalesce(referral.dv_related, false) AS dv,
    coalesce(referral.dv_related, false)
    AND coalesce(referral.incident_key IN (SELECT incident_key FROM core.incident WHERE dv_scope = 'ipv'), false)
        AS ipv,
    referral.pros_case_key,
    referral.incident_key,
    referral.review_decision,
    referral.review_decision IN ('filed', 'filed_lesser') AS is_filed,
    CASE
        WHEN referral.review_decision NOT IN ('filed', 'filed_lesser') THEN NULL
        WHEN stg.severity(referral.level_filed) = 0 OR stg.severity(referral.level_referred) = 0 THEN NULL
        WHEN stg.severity(referral.level_filed) < stg.severity(referral.level_referred) THEN 'lower'
        WHEN stg.severity(referral.level_filed) = stg.severity(referral.level_referred) THEN 'same'
        WHEN stg.severity(referral.level_filed) > stg.severity(referral.level_referred) THEN 'higher'
    END AS level_change,
    referral.victim_contact_before_charging,
    coalesce(referral.incident_key IN (SELECT incident_key FROM strangled), false) AS strangulation_indicated,
    charged.court_case_key IS NOT NULL AS in_court,
    coalesce(charged.strangulation, false) AS strangulation_charged,
    coalesce(
        referral.incident_key IN (SELECT incident_key FROM core.incident)
        AND referral.incident_key NOT IN (SELECT incident_key FROM core.arrest WHERE incident_key IS NOT NULL),
        false
    ) AS without_arrest,
    CASE
        WHEN referral.review_decision = 'declined' THEN coalesce(referral.decline_reason, 'not_recorded')
    END AS decline_reason_or_none,
    CASE
        WHEN referral.review_decision_ts::DATE >= referral.referred_ts::DATE
            THEN referral.review_decision_ts::DATE - referral.referred_ts::DATE
    END AS days_to_decision,
    referral.defendant_sex,
    referral.defendant_race,
    referral.defendant_ethnicity,
    referral.defendant_age_band,
    people.victim_sex,
    people.victim_race,
    people.victim_ethnicity,
    people.victim_age_band,
    people.victim_language,
    referral.submission_id,
    referral.source_sheet,
    referral.source_row
FROM core.prosecution_case AS referral
LEFT JOIN charged ON charged.court_case_key = referral.court_case_key
LEFT JOIN mart.fact_people AS people ON people.incident_key = referral.incident_key
WHERE referral.review_decision IS NOT NULL AND referral.review_decision <> 'pending'
