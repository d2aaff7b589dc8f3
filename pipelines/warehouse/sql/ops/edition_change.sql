-- A row is a figure of a measure that a released edition told and that is another now: as told, as it counts, and why.
-- The reason is that of the latest file that moved the figure. Medians are compared to one decimal, as pages tell them.
-- Withheld: the figure now where it, or another that moved of the same measure and agency, differs by a small number, because
-- what was told stands beside it. Left out: figures that are as they were.
WITH rule (audience, threshold) AS (VALUES {audience_thresholds}),

exempt (audience, measure_id) AS (VALUES {exempt_measures}),

cause AS (
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
),

moved AS (
    SELECT
        told.*,
        now.period_end,
        now.num AS now_num,
        now.den AS now_den,
        CASE WHEN told.num IS NULL AND now.num IS NULL THEN now.value END AS now_median,
        coalesce(now.suppressed, false) AS is_withheld,
        rule.threshold,
        exempt.measure_id IS NULL
        AND bool_or({is_small_difference}) OVER (
            PARTITION BY told.edition_label, told.audience, told.measure_id, told.agency_code
        ) AS is_close
    FROM stg.released_figure AS told
    INNER JOIN rule ON rule.audience = told.audience
    LEFT JOIN exempt ON exempt.audience = told.audience AND exempt.measure_id = told.measure_id
    LEFT JOIN pub.measure_value AS now
        ON now.measure_id = told.measure_id
        AND now.agency_code = told.agency_code
        AND now.period_kind = told.period_kind
        AND now.period_start = told.period_start
        AND now.breakdown = told.breakdown
        AND now.category = told.category
        AND now.audience = told.audience
    QUALIFY is_withheld
        OR now_num IS DISTINCT FROM told.num
        OR now_den IS DISTINCT FROM told.den
        OR (told.median IS NOT NULL AND round(now_median, 1) IS DISTINCT FROM round(told.median, 1))
)

SELECT
    moved.edition_label,
    moved.audience,
    moved.measure_id,
    moved.agency_code,
    moved.period_kind,
    moved.period_start,
    moved.period_end,
    moved.breakdown,
    moved.category,
    moved.num AS old_num,
    moved.den AS old_den,
    moved.median AS old_value,
    CASE WHEN NOT (moved.is_withheld OR moved.is_close) THEN moved.now_num END AS new_num,
    CASE WHEN NOT (moved.is_withheld OR moved.is_close) THEN moved.now_den END AS new_den,
    CASE WHEN NOT (moved.is_withheld OR moved.is_close) THEN moved.now_median END AS new_value,
    moved.is_withheld OR moved.is_close AS new_suppressed,
    CASE WHEN moved.is_close AND NOT moved.is_withheld THEN moved.threshold END AS differs_by_under,
    cause.reason,
    cause.changed_date
FROM moved
LEFT JOIN cause
    ON cause.measure_id = moved.measure_id
    AND cause.agency_code = moved.agency_code
    AND cause.period_kind = moved.period_kind
    AND cause.period_start = moved.period_start
    AND cause.breakdown = moved.breakdown
    AND cause.category = moved.category
ORDER BY ALL
