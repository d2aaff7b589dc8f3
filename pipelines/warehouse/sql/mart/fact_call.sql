-- A row is one 911 or dispatch event, dated by its receipt.
-- Left out: duplicates, voids and tests. A negative time is no time.
SELECT
    call.agency_code,
    call.received_ts::DATE AS event_date,
    call.dv_initial OR call.dv_final AS dv,
    (call.dv_initial OR call.dv_final)
    AND coalesce(call.report_key IN (SELECT incident_key FROM core.incident WHERE dv_scope = 'ipv'), false) AS ipv,
    call.call_key,
    call.report_key,
    call.call_type_initial,
    call.call_type_final,
    call.dv_initial,
    call.dv_final,
    call.priority_rank,
    call.disposition,
    call.source_kind,
    call.caller_relation,
    call.interpreter_used,
    call.interpreter_needed,
    call.followed_up,
    call.repeat_location,
    call.geo_area,
    call.dispatched_ts IS NOT NULL AS has_dispatch,
    call.first_arrived_ts IS NOT NULL AS has_arrival,
    call.report_key IS NOT NULL AS has_report,
    CASE
        WHEN call.dispatched_ts >= call.received_ts
            THEN stg.seconds_between(agency.time_zone, call.received_ts, call.dispatched_ts) / 60
    END AS minutes_to_dispatch,
    CASE
        WHEN call.first_arrived_ts >= call.dispatched_ts
            THEN stg.seconds_between(agency.time_zone, call.dispatched_ts, call.first_arrived_ts) / 60
    END AS minutes_to_arrival,
    call.submission_id,
    call.source_sheet,
    call.source_row
FROM core.call
LEFT JOIN ops.agency AS agency USING (agency_code)
WHERE NOT call.is_duplicate AND NOT call.is_test_or_void
