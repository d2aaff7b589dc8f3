-- A row is one figure beside that of the period before it: the quarter before, the calendar year before, the twelve
-- months before. With a baseline, the latest twelve months also stand beside it, as kind 'baseline': counts do not, the
-- periods may be of different lengths.
-- Left out: single months (their control chart speaks) and figures without an earlier period.
WITH signal AS (
    SELECT measure_id, agency_code, breakdown, category, audience, period.period_kind, period.period_start,
        arg_max(signal_rule, limits.period_start) AS signal_rule,
        arg_max(signal_way, limits.period_start) AS signal_way
    FROM pub.control_limit AS limits
    INNER JOIN stg.period AS period
        ON limits.period_start BETWEEN period.period_start AND period.period_end
    WHERE signal_rule IS NOT NULL AND chart <> 'g'
    GROUP BY ALL
),

figure AS (
    SELECT v.* EXCLUDE (num, den, value), {floor} AS floor,
        CASE WHEN NOT v.suppressed THEN v.num END AS num,
        CASE WHEN NOT v.suppressed THEN v.den END AS den,
        CASE WHEN NOT v.suppressed THEN v.value END AS value,
        interval.state, interval.low, signal.signal_rule, signal.signal_way
    FROM pub.measure_value AS v
    INNER JOIN pub.measure_interval AS interval
        USING (measure_id, agency_code, period_kind, period_start, breakdown, category, audience)
    LEFT JOIN signal
        USING (measure_id, agency_code, period_kind, period_start, breakdown, category, audience)
    WHERE v.period_kind <> 'month'
),

later AS (
    SELECT *,
        period_kind AS before_kind,
        period_start - CASE period_kind WHEN 'quarter' THEN INTERVAL 3 MONTH ELSE INTERVAL 12 MONTH END
            AS looks_back_to
    FROM figure
    UNION ALL BY NAME
    SELECT figure.* REPLACE ('baseline' AS period_kind, NULL AS signal_rule, NULL AS signal_way),
        baseline_kind AS before_kind, baseline_start_date AS looks_back_to
    FROM figure
    CROSS JOIN stg.setting AS setting
    WHERE figure.period_kind = 'rolling12' AND figure.period_end = data_to_date AND figure.den IS NOT NULL
        AND figure.period_start > last_day(baseline_start_date + CASE baseline_kind WHEN 'year' THEN INTERVAL 11 MONTH ELSE INTERVAL 2 MONTH END)
),

pair AS (
    SELECT
        n.measure_id, n.agency_code, n.period_kind, n.period_start, n.period_end, n.breakdown, n.category, n.audience,
        b.period_start AS before_start,
        b.period_end AS before_end,
        n.num, n.den, n.value,
        b.num AS before_num,
        b.den AS before_den,
        b.value AS before_value,
        n.floor,
        n.state,
        n.signal_rule,
        n.signal_way,
        {verdict} AS verdict,
        {rule} AS rule
    FROM later AS n
    INNER JOIN figure AS b
        ON (b.measure_id, b.agency_code, b.period_kind, b.period_start, b.breakdown, b.category, b.audience)
        = (n.measure_id, n.agency_code, n.before_kind, n.looks_back_to, n.breakdown, n.category, n.audience)
    WHERE b.period_end < n.period_end
)

SELECT * EXCLUDE (floor, state, signal_rule, signal_way)
FROM pair
ORDER BY audience, measure_id, agency_code, period_kind, period_start, breakdown, category
