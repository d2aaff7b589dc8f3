-- A row is one limit of time for one cohort of pub.wait. Hidden where the counts of the cohort are; where few ended by then,
-- few ended later, or few are known to have gone on longer; and where few ended between it and a shorter limit that is told.
-- With it goes that limit of every agency and of all of them, which would give it away. share_within has three digits, as
-- pages show it: with more, the cases behind it could be counted.
WITH base (measure_id, base_measure, pending_measure) AS (VALUES {bases}),

audience (audience, threshold) AS (VALUES {audiences}),

judged AS (
    SELECT
        told.*,
        cohort.audience,
        audience.threshold,
        cohort.counts_suppressed
        OR within_limit BETWEEN 1 AND threshold - 1
        OR beyond_limit BETWEEN 1 AND threshold - 1
        OR cohort.ended - within_limit BETWEEN 1 AND threshold - 1 AS is_small
    FROM mart.wait_limit AS told
    INNER JOIN base USING (measure_id)
    INNER JOIN pub.wait AS cohort USING (measure_id, agency_code, period_kind, period_start)
    INNER JOIN audience ON audience.audience = cohort.audience
),

alone AS (
    SELECT *, is_small OR (audience <> 'director' AND bool_or(is_small) OVER same_limit) AS is_hidden
    FROM judged
    WINDOW same_limit AS (PARTITION BY measure_id, period_start, audience, limit_time)
),

beside AS (
    SELECT
        longer.measure_id, longer.agency_code, longer.period_kind, longer.period_start, longer.audience, longer.limit_time,
        bool_or(longer.within_limit - shorter.within_limit BETWEEN 1 AND longer.threshold - 1) AS is_near
    FROM alone AS longer
    INNER JOIN alone AS shorter
        ON (shorter.measure_id, shorter.agency_code, shorter.period_kind, shorter.period_start, shorter.audience)
        = (longer.measure_id, longer.agency_code, longer.period_kind, longer.period_start, longer.audience)
        AND shorter.limit_time < longer.limit_time
    WHERE NOT shorter.is_hidden
    GROUP BY ALL
),

decided AS (
    SELECT
        *,
        is_hidden OR coalesce(is_near, false) OR (
            audience <> 'director' AND coalesce(bool_or(is_near) OVER same_limit, false)
        ) AS suppressed
    FROM alone
    LEFT JOIN beside USING (measure_id, agency_code, period_kind, period_start, audience, limit_time)
    WINDOW same_limit AS (PARTITION BY measure_id, period_start, audience, limit_time)
)

SELECT
    measure_id, agency_code, period_kind, period_start, period_end, limit_time, audience, suppressed,
    CASE WHEN NOT suppressed THEN round(share_within, 3) END AS share_within
FROM decided
ORDER BY audience, measure_id, agency_code, period_start, limit_time
