-- A row is a step of a cohort, as $audience may see it. A withheld row carries no number.
SELECT
    f.agency_code,
    CASE WHEN f.agency_code = 'all' THEN 'All agencies' ELSE coalesce(a.agency_name, f.agency_code) END AS agency_name,
    f.cohort_kind, f.cohort_start, f.step_no, f.step, f.label, f.suppressed,
    CASE WHEN NOT f.suppressed THEN f.linked END AS linked,
    CASE WHEN NOT f.suppressed THEN f.previous END AS previous,
    CASE WHEN NOT f.suppressed THEN f.unlinked END AS unlinked,
    CASE WHEN NOT f.suppressed THEN f.match_rate END AS match_rate,
    coalesce(f.links_low, FALSE) AS links_low,
    coalesce(f.too_early, FALSE) AS too_early
FROM pub.funnel AS f
LEFT JOIN ops.agency AS a ON a.agency_code = f.agency_code
WHERE f.audience = $audience
ORDER BY f.agency_code <> 'all', agency_name, f.cohort_kind = 'quarter', f.cohort_kind, f.cohort_start DESC, f.step_no
