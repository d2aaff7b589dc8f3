-- A row is one check across tables for one agency, over the last 12 months: how many rows fail it, of how many.
-- Failing rows stay in every number; the coordinator asks the agencies. Checks that no row fails are left out.
WITH recent AS (
    SELECT data_to_date, data_to_date - INTERVAL 12 MONTH AS data_after, match_rate_limit FROM stg.setting
),

linked AS (
    SELECT
        'history_links_low' AS check_id,
        rate.agency_code,
        rate.link_name,
        sum(rate.eligible - rate.linked) AS failing_count,
        sum(rate.eligible) AS rows_count
    FROM ops.match_rate AS rate
    CROSS JOIN recent
    WHERE rate.month > recent.data_after AND rate.agency_code <> 'all'
    GROUP BY ALL
    HAVING sum(rate.eligible) >= 10 AND sum(rate.linked) < any_value(recent.match_rate_limit) * sum(rate.eligible)
),

after_goa AS (
    SELECT
        'history_arrest_though_gone' AS check_id,
        arrest.agency_code,
        NULL AS link_name,
        count(*) FILTER (incident.suspect_gone_on_arrival) AS failing_count,
        count(*) AS rows_count
    FROM core.arrest AS arrest
    INNER JOIN core.incident AS incident USING (incident_key)
    CROSS JOIN recent
    WHERE arrest.arrested_ts > recent.data_after AND arrest.arrested_ts::DATE = incident.reported_ts::DATE
    GROUP BY ALL
),

unconvicted AS (
    SELECT
        'history_sentence_without_conviction' AS check_id,
        sentence.agency_code,
        NULL AS link_name,
        count(*) FILTER (NOT court_case.convicted_any) AS failing_count,
        count(*) AS rows_count
    FROM core.sentence AS sentence
    INNER JOIN core.court_case AS court_case USING (court_case_key)
    CROSS JOIN recent
    WHERE sentence.sentence_date > recent.data_after AND sentence.phase = 'original'
    GROUP BY ALL
)

SELECT * FROM linked
UNION ALL
SELECT
    'history_handover_differs' AS check_id,
    sender_code AS agency_code,
    handover AS link_name,
    abs(sent - logged) AS failing_count,
    greatest(sent, logged) AS rows_count
FROM ops.handover
WHERE period_kind = 'rolling12' AND differs
UNION ALL
SELECT * FROM after_goa WHERE failing_count > 0
UNION ALL
SELECT * FROM unconvicted WHERE failing_count > 0
ORDER BY check_id, agency_code, link_name
