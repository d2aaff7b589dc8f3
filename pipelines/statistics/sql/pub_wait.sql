-- A row is one cohort, once per audience that may see its row; of the rolling twelve months only windows that do not
-- overlap, so that nothing follows by subtraction. Hidden: cohorts whose number of cases pub.measure_value hides, and
-- small ones; where one agency is hidden, every agency beside the total of all. The counts go together: where few
-- ended, few are open or few are unknown, none of them is told, and the times stand alone. The counts of all agencies go with those of any
-- of them: whoever reads them knows the own ones, and would subtract them.
WITH base (measure_id, base_measure) AS (VALUES {bases}),

audience (audience, threshold) AS (VALUES {audiences}),

cohort AS (
    SELECT wait.*
    FROM mart.wait AS wait
    CROSS JOIN stg.setting AS setting
    WHERE period_kind = 'rolling12'
        AND date_diff('month', period_end, setting.data_to_date) % 12 = 0
),

judged AS (
    SELECT
        cohort.*,
        audience.audience,
        cohort.started < threshold OR coalesce(shown.suppressed, true) AS is_small,
        cohort.ended > 0 AND cohort.ended < threshold
        OR cohort.open > 0 AND cohort.open < threshold
        OR cohort.n_missing > 0 AND cohort.n_missing < threshold AS has_small
    FROM cohort
    INNER JOIN base USING (measure_id)
    CROSS JOIN audience
    LEFT JOIN pub.measure_value AS shown
        ON (shown.measure_id, shown.agency_code, shown.period_kind, shown.period_start, shown.audience)
        = (base.base_measure, cohort.agency_code, cohort.period_kind, cohort.period_start, audience.audience)
        AND shown.breakdown = 'none'
    WHERE audience.audience <> 'director' OR cohort.agency_code <> 'all'
),

decided AS (
    SELECT *,
        is_small OR (
            agency_code <> 'all' AND audience <> 'director'
            AND bool_or(is_small AND agency_code <> 'all') OVER same_cases
        ) AS suppressed,
        is_small OR has_small OR (
            audience <> 'director' AND bool_or(is_small OR has_small) OVER same_cases
        ) AS counts_suppressed
    FROM judged
    WINDOW same_cases AS (PARTITION BY measure_id, period_start, audience)
)

SELECT
    measure_id, agency_code, period_kind, period_start, period_end, audience, suppressed, counts_suppressed,
    CASE WHEN NOT counts_suppressed THEN started END AS started,
    CASE WHEN NOT counts_suppressed THEN ended END AS ended,
    CASE WHEN NOT counts_suppressed THEN open END AS open,
    CASE WHEN NOT counts_suppressed THEN n_missing END AS n_missing,
    CASE WHEN NOT suppressed THEN median END AS median,
    CASE WHEN NOT suppressed THEN p90 END AS p90
FROM decided
ORDER BY audience, measure_id, agency_code, period_start
