-- A row is one arrest of one person. Nothing is left out.
-- dv: a domestic violence charge, or an incident that is one; ipv: that incident is between intimate partners.
WITH incident AS (
    SELECT
        incident_key,
        bool_or(dv_flag_derived) AS is_dv,
        bool_or(dv_scope = 'ipv') AS is_ipv,
        any_value(geo_area) AS geo_area
    FROM core.incident
    GROUP BY ALL
),

referral AS (
    SELECT incident_key, list(referred_ts::DATE) AS referred_dates
    FROM core.prosecution_case
    WHERE incident_key IS NOT NULL AND referred_ts IS NOT NULL
    GROUP BY ALL
)

SELECT
    arrest.agency_code,
    arrest.arrested_ts::DATE AS event_date,
    coalesce(arrest.dv_charge, false) OR coalesce(incident.is_dv, false) AS dv,
    (coalesce(arrest.dv_charge, false) OR coalesce(incident.is_dv, false)) AND coalesce(incident.is_ipv, false)
        AS ipv,
    arrest.arrest_key,
    arrest.incident_key,
    incident.geo_area,
    arrest.arrestee_sex,
    arrest.arrestee_race,
    arrest.arrestee_ethnicity,
    arrest.arrestee_age_band,
    arrest.dual_arrest_flag,
    coalesce(
        list_bool_or(list_transform(
            referral.referred_dates,
            lambda d: d BETWEEN arrest.arrested_ts::DATE AND arrest.arrested_ts::DATE + 30
        )),
        false
    ) AS referred_within_30_days,
    arrest.submission_id,
    arrest.source_sheet,
    arrest.source_row
FROM core.arrest
LEFT JOIN incident ON incident.incident_key = arrest.incident_key
LEFT JOIN referral ON referral.incident_key = arrest.incident_key
