-- A row is a figure of the quarter from $start to $end, of its months or of the twelve months to its end, or a case review of it or of
-- all quarters, that is withheld from a reader of an edition: which, by which kind of rule. No numbers, and no columns that could hold one.
WITH withheld AS (
    SELECT
        l.* REPLACE (
            CASE WHEN l.table_name = 'case_review' THEN 'quarter' ELSE l.period_kind END AS period_kind,
            coalesce(l.period_start, $start) AS period_start
        )
    FROM ops.suppression_log AS l
    WHERE
        l.audience IN ('director', 'joint', 'public')
        AND (
            (l.period_kind IN ('quarter', 'month') AND l.period_start BETWEEN $start AND $end)
            OR (l.period_kind = 'rolling12' AND (l.period_start + INTERVAL 12 MONTH - INTERVAL 1 DAY)::DATE = $end)
            OR (
                l.table_name = 'case_review'
                AND l.category IN ('all', format('{}-Q{}', year($start::DATE), quarter($start::DATE)))
            )
        )
)

SELECT
    l.audience, l.table_name, l.series, l.breakdown, l.category, l.agency_code, l.period_kind, l.period_start, l.part, l.kind,
    l.rule, coalesce(m.name, 'Funnel: ' || step.label, if(l.table_name = 'case_review', 'Case review: ', '') || l.series) AS series_name,
    CASE WHEN l.agency_code = 'all' THEN 'All agencies' ELSE coalesce(a.agency_name, l.agency_code) END AS agency_name,
    CASE l.period_kind
        WHEN 'month' THEN last_day(l.period_start)
        WHEN 'quarter' THEN (l.period_start + INTERVAL 3 MONTH - INTERVAL 1 DAY)::DATE
        ELSE (l.period_start + INTERVAL 12 MONTH - INTERVAL 1 DAY)::DATE
    END AS period_end
FROM withheld AS l
LEFT JOIN ops.measure_definition AS m ON m.measure_id = l.series
LEFT JOIN ops.agency AS a ON a.agency_code = l.agency_code
LEFT JOIN (SELECT DISTINCT step, label FROM pub.funnel) AS step ON l.table_name = 'funnel' AND step.step = l.series
ORDER BY
    list_position(['public', 'joint', 'director'], l.audience), l.table_name, l.series, l.agency_code, l.breakdown, l.category,
    l.period_kind, l.period_start, l.part
