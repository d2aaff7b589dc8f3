-- A row is one measure for one agency (or all) and period: what came in for it. Nothing is left out.
-- A measure without a dataset is always sent: its rows are the work itself.
WITH measure (measure_id, dataset, follow_up_days) AS (VALUES {measures}),

arrived AS (
    SELECT agency_code, dataset, month, bool_and(status = 'nil_report') AS is_nil
    FROM stg.submission_month
    WHERE is_winner
    GROUP BY ALL
),

told AS (
    SELECT
        dataset,
        coalesce(agency_code, 'all') AS agency_code,
        period_kind,
        period_start,
        count(arrived.month) AS covered,
        count(*) FILTER (arrived.is_nil) AS nil,
        count(*) FILTER (expected.status = 'late') AS late,
        count(*) FILTER (expected.status = 'needs_fixing') AS missing,
        count(*) FILTER (expected.status = 'not_due') AS not_due
    FROM stg.agency_dataset
    CROSS JOIN stg.period_month
    LEFT JOIN arrived USING (agency_code, dataset, month)
    LEFT JOIN ops.submission_status AS expected USING (agency_code, dataset, month)
    GROUP BY GROUPING SETS (
        (dataset, agency_code, period_kind, period_start), (dataset, period_kind, period_start)
    )
),

row_of AS (
    SELECT DISTINCT measure_id, agency_code, period_kind, period_start, period_end FROM mart.measure_value
)

SELECT
    row_of.measure_id,
    row_of.agency_code,
    row_of.period_kind,
    row_of.period_start,
    row_of.period_end,
    CASE
        WHEN measure.dataset IS NOT NULL AND coalesce(told.covered, 0) = 0 THEN CASE
            WHEN told.late > 0 THEN 'late'
            WHEN told.missing > 0 THEN 'missing'
            WHEN told.not_due > 0 THEN 'not_due'
            ELSE 'not_applicable'
        END
        WHEN follow_up_days > 0 AND row_of.period_start + follow_up_days > setting.data_to_date THEN 'too_early'
        WHEN measure.dataset IS NOT NULL AND told.nil = told.covered THEN 'nil'
        ELSE 'sent'
    END AS state,
    CASE
        WHEN follow_up_days > 0 AND row_of.period_end + follow_up_days > setting.data_to_date
            THEN setting.data_to_date - follow_up_days
    END AS cases_to_date
FROM row_of
INNER JOIN measure USING (measure_id)
CROSS JOIN stg.setting AS setting
LEFT JOIN told USING (dataset, agency_code, period_kind, period_start)
ORDER BY ALL
