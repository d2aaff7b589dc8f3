-- A row is one warrant, dated by its issue. Nothing is left out.
-- days_to_service counts whole days; a negative number is no time.
SELECT
    warrant.agency_code,
    warrant.issued_ts::DATE AS event_date,
    coalesce(warrant.dv_flag, false) AS dv,
    coalesce(warrant.dv_flag, false)
    AND coalesce(warrant.incident_key IN (SELECT incident_key FROM core.incident WHERE dv_scope = 'ipv'), false)
        AS ipv,
    warrant.warrant_key,
    CASE
        WHEN warrant.served_ts::DATE >= warrant.issued_ts::DATE THEN warrant.served_ts::DATE - warrant.issued_ts::DATE
    END AS days_to_service,
    warrant.submission_id,
    warrant.source_sheet,
    warrant.source_row
FROM core.warrant AS warrant
