-- A row is one police incident, dated by the report, with what followed it in other agencies' records.
-- Nothing is left out; dv marks the domestic violence incidents.
WITH arrests AS (
    SELECT
        arrest.incident_key,
        min(arrest.arrested_ts::DATE) AS first_arrest_date,
        bool_or(arrest.self_defense_assessed) AS self_defense_assessed,
        count(DISTINCT arrest.suspect_seq) FILTER (party.party_role = 'both') >= 2 AS dual_arrest
    FROM core.arrest
    LEFT JOIN core.incident_party AS party
        ON party.incident_key = arrest.incident_key AND party.party_seq = arrest.suspect_seq
    WHERE arrest.incident_key IS NOT NULL
    GROUP BY ALL
),

pursued AS (
    SELECT incident_key, coalesce(requested_ts, issued_ts)::DATE AS pursued_date FROM core.warrant
    UNION ALL
    SELECT incident_key, referred_ts::DATE AS pursued_date FROM core.prosecution_case
),

in_time AS (
    SELECT DISTINCT incident.incident_key
    FROM core.incident
    INNER JOIN pursued
        ON pursued.incident_key = incident.incident_key
        AND pursued.pursued_date BETWEEN incident.reported_ts::DATE AND incident.reported_ts::DATE + 7
),

referrals AS (
    SELECT
        referral.incident_key,
        bool_or(coalesce(referral.review_decision IN ('filed', 'filed_lesser'), false)) AS is_filed,
        count(*) FILTER (referral.review_decision IN ('filed', 'filed_lesser')) AS filed_count,
        count(*) FILTER (referral.review_decision = 'declined') AS declined_count,
        bool_or(referral.review_decision IS NULL OR referral.review_decision = 'pending') AS is_undecided,
        bool_or(coalesce(docket.convicted_any, false)) AS is_convicted,
        bool_or(supervised.court_case_key IS NOT NULL) AS is_supervised
    FROM core.prosecution_case AS referral
    LEFT JOIN core.court_case AS docket ON docket.court_case_key = referral.court_case_key
    LEFT JOIN (SELECT DISTINCT court_case_key FROM core.probation_case) AS supervised
        ON supervised.court_case_key = referral.court_case_key
    WHERE referral.incident_key IS NOT NULL
    GROUP BY ALL
)

SELECT
    incident.agency_code,
    incident.reported_ts::DATE AS event_date,
    incident.dv_flag_derived AS dv,
    incident.dv_flag_derived AND incident.dv_scope = 'ipv' AS ipv,
    incident.incident_key,
    incident.call_key,
    incident.dv_scope,
    incident.report_written,
    incident.risk_questions_answered,
    setting.risk_questions_asked,
    incident.risk_screen_status,
    incident.risk_screen_result,
    incident.strangulation,
    incident.dv_flag_agency,
    incident.dv_form_completed,
    incident.most_serious_offense,
    incident.most_serious_offense IN ('13A', '13B') AS is_assault,
    incident.weapon,
    incident.injury,
    incident.children_present,
    incident.protection_order_active,
    incident.suspect_gone_on_arrival,
    incident.spoke_with_hotline,
    incident.firearm_present,
    incident.firearm_legal_ground,
    incident.firearm_removed,
    incident.order_violation_probable_cause,
    incident.geo_area,
    coalesce(people.both_used_force, false) AS both_used_force,
    arrests.self_defense_assessed,
    people.victim_sex,
    people.victim_race,
    people.victim_ethnicity,
    people.victim_age_band,
    people.victim_language,
    people.suspect_sex,
    people.suspect_race,
    incident.suspect_identified,
    incident.advocate_notified,
    CASE
        WHEN incident.advocate_notified_ts >= incident.reported_ts
            THEN stg.seconds_between(agency.time_zone, incident.reported_ts, incident.advocate_notified_ts) / 3600
    END AS hours_to_notice,
    incident.supervisor_reviewed,
    stg.seconds_between(agency.time_zone, incident.reported_ts, incident.supervisor_review_ts) / 3600 AS hours_to_review,
    arrests.incident_key IS NOT NULL AS has_arrest,
    coalesce(arrests.first_arrest_date <= incident.reported_ts::DATE + 1, false) AS arrest_within_day,
    coalesce(arrests.dual_arrest, false) AS dual_arrest,
    in_time.incident_key IS NOT NULL AS pursued_within_7_days,
    referrals.incident_key IS NOT NULL AS is_referred,
    coalesce(referrals.is_undecided, false) AS is_undecided,
    coalesce(referrals.filed_count, 0) AS filed_count,
    coalesce(referrals.declined_count, 0) AS declined_count,
    coalesce(referrals.is_filed, false) AS is_filed,
    coalesce(referrals.is_convicted, false) AS is_convicted,
    coalesce(referrals.is_supervised, false) AS is_supervised,
    incident.submission_id,
    incident.source_sheet,
    incident.source_row
FROM core.incident
CROSS JOIN stg.setting
LEFT JOIN ops.agency AS agency ON agency.agency_code = incident.agency_code
LEFT JOIN arrests ON arrests.incident_key = incident.incident_key
LEFT JOIN in_time ON in_time.incident_key = incident.incident_key
LEFT JOIN mart.fact_people AS people ON people.incident_key = incident.incident_key
LEFT JOIN referrals ON referrals.incident_key = incident.incident_key
