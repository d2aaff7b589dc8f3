-- A row is one limit of time for one cohort. within: cases known to have ended by then. beyond: cases known to have
-- gone on longer. share_within counts the open ones as far as they are known; null where nobody is known that long.
WITH wanted (measure_id, limit_time) AS (VALUES {limits})

SELECT
    measure_id, agency_code, period_kind, period_start, period_end, limit_time,
    coalesce(sum(ended) FILTER (t <= limit_time), 0)::BIGINT AS within_limit,
    coalesce(sum(ended + open) FILTER (t > limit_time), 0)::BIGINT AS beyond_limit,
    CASE
        WHEN max(t) >= limit_time OR min(survival) <= 1e-9
            THEN 1 - coalesce(min(survival) FILTER (t <= limit_time), 1.0)
    END AS share_within
FROM mart.wait_curve
INNER JOIN wanted USING (measure_id)
WHERE t IS NOT NULL
GROUP BY measure_id, agency_code, period_kind, period_start, period_end, limit_time
ORDER BY ALL
