-- A row is one month of the control chart of a headline figure, as $audience may see it: the last 36 months.
WITH site AS (
    SELECT last_day(data_to_month) AS last_day FROM ops.site
)

SELECT
    c.measure_id, c.agency_code, c.period_start, c.period_end, c.chart, c.value, c.center, c.lower, c.upper,
    c.is_trial, c.stretch_no, c.signal_rule, c.signal_way
FROM pub.control_limit AS c
CROSS JOIN site
WHERE
    c.audience = $audience AND c.breakdown = 'none' AND c.period_end <= site.last_day
    AND c.period_start > site.last_day - INTERVAL 36 MONTH
ORDER BY c.measure_id, c.agency_code, c.period_start
