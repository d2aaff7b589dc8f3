-- A row is one quarter or month of what a finding is about, as $audience may see it. Left out: withheld periods, and periods
-- without a base. Practices are told by quarter, measures and fields by month.
SELECT
    agency_code,
    'practice' AS subject_kind,
    element_id AS subject,
    make_date(event_quarter[1:4]::INTEGER, event_quarter[7:7]::INTEGER * 3 - 2, 1) AS period_start,
    demonstrated AS num,
    applicable AS den
FROM pub.case_review
WHERE audience = $audience AND NOT suppressed AND applicable > 0 AND regexp_full_match(event_quarter, '[0-9]{4}-Q[1-4]')
UNION ALL BY NAME
SELECT agency_code, 'measure' AS subject_kind, measure_id AS subject, period_start, num, den
FROM pub.measure_value
WHERE
    audience = $audience AND NOT suppressed AND breakdown = 'none' AND category = 'all' AND period_kind = 'month'
    AND num IS NOT NULL AND den > 0
UNION ALL BY NAME
SELECT
    agency_code,
    'field' AS subject_kind,
    dataset || '.' || field_name AS subject,
    month AS period_start,
    blank_count AS num,
    rows_count AS den
FROM ops.blank_rate
WHERE rows_count > 0
ORDER BY ALL
