-- A row is one figure that moved because of one file or withdrawn case, as $audience may see it. Of overlapping runs of twelve months only
-- the latest stands here.
SELECT
    f.submission_id, coalesce(a.agency_name, f.agency_code) AS agency_name, f.measure_id, m.name AS measure_name,
    m.value_kind, m.unit_of_count AS unit, f.period_kind, f.period_start, f.period_end, f.breakdown, f.category,
    f.old_num, f.old_den, f.old_value, f.old_suppressed, f.new_num, f.new_den, f.new_value, f.new_suppressed,
    f.differs_by_under,
    s.file_name, s.period_label
FROM ops.figure_change AS f
LEFT JOIN ops.submission AS s ON s.submission_id = f.submission_id
LEFT JOIN ops.measure_definition AS m ON m.measure_id = f.measure_id
LEFT JOIN ops.agency AS a ON a.agency_code = f.agency_code
WHERE f.audience = $audience
QUALIFY f.period_kind <> 'rolling12' OR f.period_start = max(f.period_start) OVER (
    PARTITION BY f.submission_id, f.agency_code, f.measure_id, f.breakdown, f.category, f.period_kind
)
ORDER BY
    s.received_ts DESC, f.submission_id, agency_name, f.measure_id, f.breakdown <> 'none', f.breakdown, f.category,
    list_position(['month', 'quarter', 'year', 'rolling12'], f.period_kind), f.period_start
