-- A row is one cohort, once per audience that may see its row; of the rolling twelve months only windows that do not
-- overlap, so that nothing follows by subtraction. Hidden: cohorts whose number of cases pub.measure_value hides, and
-- small ones; where one agency is hidden, every agency beside the total of all. The counts go together: where few
-- ended, few are open or few are unknown, none of them is told, and the times stand alone. So too where few of all that are
-- told as pending began earlier, and of any window but the latest: told again a year later, counts say how many of the same
-- cases ended between. The counts of all agencies go with those of any of them: whoever reads them knows the own ones, and
-- would subtract them; and so do their times, which with the own cases at hand tell of the others. A median is told where
-- half of the cases are no small number, and the time by which nine of ten ended where a tenth of them is none.
WITH base (measure_id, base_measure, pending_measure) AS (VALUES {bases}),

audience (audience, threshold) AS (VALUES {audiences}),

cohort AS (
    SELECT wait.*, period_end = setting.data_to_date AS is_latest
    FROM mart.wait AS wait
    CROSS JOIN stg.setting AS setting
    WHERE period_kind = 'rolling12'
        AND date_diff('month', period_end, setting.data_to_date) % 12 = 0
),

pending AS (
    SELECT measure_id, agency_code, period_kind, period_start, den + n_missing AS pending
    FROM mart.measure_value
    WHERE breakdown = 'none'
),

pending_told AS (
    SELECT DISTINCT told.measure_id, audience.audience
    FROM pub.measure_value AS told
    INNER JOIN stg.setting AS setting ON setting.data_to_date = told.period_end
    INNER JOIN audience ON told.audience IN (audience.audience, 'joint')
    WHERE told.breakdown = 'none' AND told.den IS NOT NULL
),

few_within AS (
    SELECT wait_limit.measure_id, wait_limit.agency_code, wait_limit.period_kind, wait_limit.period_start, audience.audience,
        bool_or(within_limit BETWEEN 1 AND threshold - 1 OR beyond_limit BETWEEN 1 AND threshold - 1) AS has_few_within
    FROM mart.wait_limit AS wait_limit
    CROSS JOIN audience
    GROUP BY ALL
),

judged AS (
    SELECT
        cohort.*,
        audience.audience,
        audience.threshold,
        audience.threshold > 0 AND NOT cohort.is_latest AS is_past,
        cohort.started < threshold OR coalesce(shown.suppressed, true) AS is_small,
        cohort.ended BETWEEN 1 AND threshold - 1
        OR cohort.open BETWEEN 1 AND threshold - 1
        OR cohort.n_missing BETWEEN 1 AND threshold - 1
        OR (
            pending_told.audience IS NOT NULL
            AND coalesce(pending.pending - cohort.open, 0) BETWEEN 1 AND threshold - 1
        ) AS has_small,
        coalesce(has_few_within, false) AS has_few_within
    FROM cohort
    INNER JOIN base USING (measure_id)
    CROSS JOIN audience
    LEFT JOIN pub.measure_value AS shown
        ON (shown.measure_id, shown.agency_code, shown.period_kind, shown.period_start, shown.audience)
        = (base.base_measure, cohort.agency_code, cohort.period_kind, cohort.period_start, audience.audience)
        AND shown.breakdown = 'none'
    LEFT JOIN pending
        ON (pending.measure_id, pending.agency_code, pending.period_kind, pending.period_start)
        = (base.pending_measure, cohort.agency_code, cohort.period_kind, cohort.period_start)
    LEFT JOIN pending_told ON (pending_told.measure_id, pending_told.audience) = (base.pending_measure, audience.audience)
    LEFT JOIN few_within
        ON (few_within.measure_id, few_within.agency_code, few_within.period_kind, few_within.period_start, few_within.audience)
        = (cohort.measure_id, cohort.agency_code, cohort.period_kind, cohort.period_start, audience.audience)
    WHERE audience.audience <> 'director' OR cohort.agency_code <> 'all'
),

decided AS (
    SELECT *,
        is_small OR started < {median_cases} * threshold OR (
            audience <> 'director' AND CASE
                WHEN agency_code = 'all'
                    THEN
                        count(*) OVER same_cases > 2
                        AND bool_or(is_small OR has_small OR has_few_within) OVER same_cases
                ELSE bool_or(is_small AND agency_code <> 'all') OVER same_cases
            END
        ) AS suppressed,
        is_past OR is_small OR has_small OR (
            audience <> 'director' AND bool_or(is_small OR has_small) OVER same_cases
        ) AS counts_suppressed
    FROM judged
    WINDOW same_cases AS (PARTITION BY measure_id, period_start, audience)
)

SELECT
    measure_id, agency_code, period_kind, period_start, period_end, audience, suppressed,
    suppressed OR started < {p90_cases} * threshold AS p90_suppressed,
    counts_suppressed,
    CASE WHEN NOT counts_suppressed THEN started END AS started,
    CASE WHEN NOT counts_suppressed THEN ended END AS ended,
    CASE WHEN NOT counts_suppressed THEN open END AS open,
    CASE WHEN NOT counts_suppressed THEN n_missing END AS n_missing,
    CASE WHEN NOT suppressed THEN median END AS median,
    CASE WHEN NOT p90_suppressed THEN p90 END AS p90
FROM decided
ORDER BY audience, measure_id, agency_code, period_start
