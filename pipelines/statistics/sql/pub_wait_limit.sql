-- A row is one limit of time for one cohort of pub.wait. Hidden where the counts of the cohort are, or where few ended by then or few
-- are known to have gone on longer; and with it that limit of every agency and of all of them, which would give it away.
WITH base (measure_id, base_measure) AS (VALUES {bases}),

audience (audience, threshold) AS (VALUES {audiences}),

judged AS (
    SELECT
        told.*,
        cohort.audience,
        cohort.counts_suppressed
        OR (within_limit > 0 AND within_limit < threshold)
        OR (beyond_limit > 0 AND beyond_limit < threshold) AS is_hidden
    FROM mart.wait_limit AS told
    INNER JOIN base USING (measure_id)
    INNER JOIN pub.wait AS cohort USING (measure_id, agency_code, period_kind, period_start)
    INNER JOIN audience ON audience.audience = cohort.audience
),

decided AS (
    SELECT
        *,
        is_hidden OR (
            audience <> 'director'
            AND bool_or(is_hidden) OVER (PARTITION BY measure_id, period_start, audience, limit_time)
        ) AS suppressed
    FROM judged
)

SELECT
    measure_id, agency_code, period_kind, period_start, period_end, limit_time, audience, suppressed,
    CASE WHEN NOT suppressed THEN share_within END AS share_within
FROM decided
ORDER BY audience, measure_id, agency_code, period_start, limit_time
