-- A row is a figure of a measure that a released edition told and that is another now: as told, as it counts, and why.
-- The reason is that of the latest file that moved the figure. Left out: medians, which the ledger of releases has no
-- numbers for, and figures that are as they were.
WITH cause AS (
    SELECT
        moved.measure_id,
        moved.agency_code,
        moved.period_kind,
        moved.period_start,
        moved.breakdown,
        moved.category,
        arg_max(
            CASE restated.kind
                WHEN 'correction' THEN 'Corrected by a newer file: '
                WHEN 'overlap' THEN 'Months listed anew: '
                ELSE 'Withdrawn: '
            END || coalesce(dataset.dataset_title, restated.dataset) || coalesce('. ' || restated.reason, '.'),
            restated.changed_ts
        ) AS reason,
        max(restated.changed_ts)::DATE AS changed_date
    FROM mart.figure_change AS moved
    INNER JOIN ops.restatement AS restated USING (submission_id)
    LEFT JOIN ops.dataset AS dataset ON dataset.dataset = restated.dataset
    GROUP BY ALL
)

SELECT
    told.edition_label,
    told.audience,
    told.measure_id,
    told.agency_code,
    told.period_kind,
    told.period_start,
    now.period_end,
    told.breakdown,
    told.category,
    told.num AS old_num,
    told.den AS old_den,
    CASE WHEN NOT coalesce(now.suppressed, false) THEN now.num END AS new_num,
    CASE WHEN NOT coalesce(now.suppressed, false) THEN now.den END AS new_den,
    coalesce(now.suppressed, false) AS new_suppressed,
    cause.reason,
    cause.changed_date
FROM stg.released_figure AS told
LEFT JOIN pub.measure_value AS now
    ON now.measure_id = told.measure_id
    AND now.agency_code = told.agency_code
    AND now.period_kind = told.period_kind
    AND now.period_start = told.period_start
    AND now.breakdown = told.breakdown
    AND now.category = told.category
    AND now.audience = told.audience
LEFT JOIN cause
    ON cause.measure_id = told.measure_id
    AND cause.agency_code = told.agency_code
    AND cause.period_kind = told.period_kind
    AND cause.period_start = told.period_start
    AND cause.breakdown = told.breakdown
    AND cause.category = told.category
WHERE coalesce(now.suppressed, false)
    OR now.num IS DISTINCT FROM told.num
    OR now.den IS DISTINCT FROM told.den
ORDER BY ALL
