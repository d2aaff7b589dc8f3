-- A row is one rule of one link for one agency and month: the pairs that count because of it.
-- Left out: pairs by a number that has been replaced since, and records without a day.
SELECT
    link_name,
    rule,
    precedence,
    agency_code,
    date_trunc('month', event_date)::DATE AS month,
    count(*) AS pairs_count
FROM core.link
WHERE is_current AND event_date IS NOT NULL
GROUP BY ALL
ORDER BY link_name, precedence, agency_code, month
