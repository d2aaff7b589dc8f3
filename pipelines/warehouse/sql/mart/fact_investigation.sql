-- A row is one follow-up investigation, dated by its closing, or by its assignment while none is recorded.
-- dv and ipv: what the incident is. Nothing is left out.
WITH incident AS (
    SELECT
        incident_key,
        bool_or(dv_flag_derived) AS is_dv,
        bool_or(dv_scope = 'ipv') AS is_ipv
    FROM core.incident
    GROUP BY ALL
)

SELECT
    investigation.agency_code,
    coalesce(investigation.closed_ts, investigation.assigned_ts)::DATE AS event_date,
    coalesce(incident.is_dv, false) AS dv,
    coalesce(incident.is_dv AND incident.is_ipv, false) AS ipv,
    investigation.incident_key,
    investigation.cleared_exceptional,
    investigation.submission_id,
    investigation.source_sheet,
    investigation.source_row
FROM core.investigation AS investigation
LEFT JOIN incident ON incident.incident_key = investigation.incident_key
