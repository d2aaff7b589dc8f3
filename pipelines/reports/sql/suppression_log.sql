-- A row is a withheld figure: which, for whom, by which kind of rule. No numbers, and no columns that could hold one.
-- The log tells no kind of figures that are withheld from the coordinator too: it would say which are the small ones.
SELECT
    v.measure_id, coalesce(m.name, v.measure_id) AS measure_name,
    CASE WHEN v.agency_code = 'all' THEN 'All agencies' ELSE coalesce(a.agency_name, v.agency_code) END AS agency_name,
    v.period_kind, v.period_start, v.period_end, v.breakdown, v.category,
    coalesce(log.kind, v.suppress_reason) AS suppress_reason,
    string_agg(v.audience, ', ' ORDER BY v.audience) AS audiences
FROM pub.measure_value AS v
LEFT JOIN ops.suppression_log AS log
    ON log.table_name = 'measure_value'
    AND log.part = 'figure'
    AND log.audience = v.audience
    AND log.series = v.measure_id
    AND log.agency_code = v.agency_code
    AND log.period_kind = v.period_kind
    AND log.period_start = v.period_start
    AND log.breakdown = v.breakdown
    AND log.category = v.category
LEFT JOIN ops.measure_definition AS m ON m.measure_id = v.measure_id
LEFT JOIN ops.agency AS a ON a.agency_code = v.agency_code
WHERE v.suppressed
GROUP BY ALL
ORDER BY v.measure_id, agency_name, v.period_kind, v.period_start DESC, v.breakdown, v.category, suppress_reason
