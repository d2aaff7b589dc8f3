-- A row is a figure of the quarter from $start to $end, of its months or of the twelve months to its end that is withheld
-- from a reader of an edition: which, by which kind of rule. No numbers, and no columns that could hold one.
SELECT
    l.audience, l.table_name, l.series, l.breakdown, l.category, l.agency_code, l.period_kind, l.period_start, l.part, l.kind,
    l.rule, coalesce(m.name, replace(l.series, '_', ' ')) AS series_name,
    CASE WHEN l.agency_code = 'all' THEN 'All agencies' ELSE coalesce(a.agency_name, l.agency_code) END AS agency_name,
    CASE l.period_kind
        WHEN 'month' THEN last_day(l.period_start)
        WHEN 'quarter' THEN (l.period_start + INTERVAL 3 MONTH - INTERVAL 1 DAY)::DATE
        ELSE (l.period_start + INTERVAL 12 MONTH - INTERVAL 1 DAY)::DATE
    END AS period_end
FROM ops.suppression_log AS l
LEFT JOIN ops.measure_definition AS m ON m.measure_id = l.series
LEFT JOIN ops.agency AS a ON a.agency_code = l.agency_code
WHERE
    l.audience IN ('director', 'joint', 'public')
    AND (
        (l.period_kind IN ('quarter', 'month') AND l.period_start BETWEEN $start AND $end)
        OR (l.period_kind = 'rolling12' AND (l.period_start + INTERVAL 12 MONTH - INTERVAL 1 DAY)::DATE = $end)
    )
ORDER BY
    list_position(['public', 'joint', 'director'], l.audience), l.table_name, l.series, l.agency_code, l.breakdown, l.category,
    l.period_kind, l.period_start, l.part
