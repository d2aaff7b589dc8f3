-- A row is one warrant, dated by its issue; it is active from valid_from until valid_to. Nothing is left out.
-- is_undated: it is recorded as recalled or expired without a day, so until when it was active is not known.
-- days_to_service counts whole days; a negative number is no time.
SELECT
    warrant.agency_code,
    warrant.issued_ts::DATE AS event_date,
    coalesce(warrant.dv_flag, false) AS dv,
    coalesce(warrant.dv_flag, false)
    AND coalesce(warrant.incident_key IN (SELECT incident_key FROM core.incident WHERE dv_scope = 'ipv'), false)
        AS ipv,
    warrant.warrant_key,
    warrant.issued_ts::DATE AS valid_from,
    coalesce(warrant.served_ts, warrant.ended_ts)::DATE AS valid_to,
    coalesce(warrant.status IN ('served', 'recalled', 'expired'), false)
    AND warrant.served_ts IS NULL AND warrant.ended_ts IS NULL AS is_undated,
    CASE
        WHEN warrant.served_ts::DATE >= warrant.issued_ts::DATE THEN warrant.served_ts::DATE - warrant.issued_ts::DATE
    END AS days_to_service,
    warrant.submission_id,
    warrant.source_sheet,
    warrant.source_row
FROM core.warrant AS warrant
