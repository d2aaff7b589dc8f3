-- A row is one arrest of one person. Nothing is left out.
-- dv: a domestic violence charge, or an incident that is one; ipv: that incident is between intimate partners.
WITH incident AS (
    SELECT
        incident_key,
        bool_or(dv_flag_derived) AS is_dv,
        bool_or(dv_scope = 'ipv') AS is_ipv
    FROM core.incident
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
    arrest.arrestee_sex,
    arrest.dual_arrest_flag,
    arrest.submission_id,
    arrest.source_sheet,
    arrest.source_row
FROM core.arrest
LEFT JOIN incident ON incident.incident_key = arrest.incident_key
