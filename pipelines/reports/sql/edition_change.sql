-- A row is a figure of a released edition that has moved since, as $audience was told it and may see it now.
SELECT
    c.*, coalesce(m.name, c.measure_id) AS measure_name,
    CASE WHEN c.agency_code = 'all' THEN 'All agencies' ELSE coalesce(a.agency_name, c.agency_code) END AS agency_name
FROM ops.edition_change AS c
LEFT JOIN ops.measure_definition AS m ON m.measure_id = c.measure_id
LEFT JOIN ops.agency AS a ON a.agency_code = c.agency_code
WHERE c.audience = $audience
ORDER BY
    c.changed_date DESC NULLS LAST, c.edition_label DESC, c.measure_id, c.agency_code, c.breakdown <> 'none', c.breakdown, c.category,
    list_position(['quarter', 'rolling12', 'year', 'month'], c.period_kind), c.period_start
