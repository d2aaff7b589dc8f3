-- A row is a measure for one agency, period and category, as $audience may see it, of $agency alone where it is
-- given: the last 24 months, the last 8 complete quarters and the latest 12 months. A withheld row carries no number, whatever its columns hold.
WITH site AS (
    SELECT last_day(data_to_month) AS last_day FROM ops.site
),

visible AS (
    SELECT v.*
    FROM pub.measure_value AS v, site
    WHERE v.audience = $audience AND v.period_end <= site.last_day AND ($agency IS NULL OR v.agency_code = $agency)
),

latest AS (
    SELECT max(period_start) AS period_start FROM visible WHERE period_kind = 'rolling12'
)

SELECT
    v.measure_id, v.agency_code, v.period_kind, v.period_start, v.period_end, v.breakdown, v.category,
    CASE WHEN NOT v.suppressed THEN v.num END AS num,
    CASE WHEN NOT v.suppressed THEN v.den END AS den,
    CASE WHEN NOT v.suppressed THEN v.value END AS value,
    CASE WHEN NOT v.suppressed THEN v.match_rate END AS match_rate,
    CASE WHEN NOT v.suppressed THEN v.n_missing END AS n_missing,
    v.completeness_pct, v.suppressed, v.suppress_reason, i.state,
    CASE WHEN NOT v.suppressed THEN i.low END AS low,
    CASE WHEN NOT v.suppressed THEN i.high END AS high,
    CASE WHEN NOT v.suppressed THEN i.lowest END AS lowest,
    CASE WHEN NOT v.suppressed THEN i.highest END AS highest
FROM visible AS v
CROSS JOIN site
CROSS JOIN latest
LEFT JOIN pub.measure_interval AS i
    ON (i.measure_id, i.agency_code, i.period_kind, i.period_start, i.breakdown, i.category, i.audience)
    = (v.measure_id, v.agency_code, v.period_kind, v.period_start, v.breakdown, v.category, v.audience)
WHERE
    (v.period_kind = 'month' AND v.period_start > site.last_day - INTERVAL 24 MONTH)
    OR (v.period_kind = 'quarter' AND v.period_start > site.last_day - INTERVAL 27 MONTH)
    OR (v.period_kind = 'rolling12' AND v.period_start = latest.period_start)
ORDER BY ALL
