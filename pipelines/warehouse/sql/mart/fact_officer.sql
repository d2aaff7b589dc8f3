-- A row is one count of officers with a domestic violence caseload at one agency, as the settings give it; it holds
-- from its month until the next one. Nothing is left out.
SELECT
    agency_code,
    month AS event_date,
    month AS valid_from,
    lead(month) OVER (PARTITION BY agency_code ORDER BY month) AS valid_to,
    true AS dv,
    true AS ipv,
    officers_count
FROM stg.dv_officers
