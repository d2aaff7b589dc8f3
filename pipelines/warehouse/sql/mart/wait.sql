-- A row is one cohort: the cases of one agency (or all) that began in a period, and how long they take.
-- median and p90: the first length by which half, or nine of ten, have ended; null where the cohort has not got there.
SELECT
    measure_id, agency_code, period_kind, period_start, period_end,
    (sum(ended) + sum(open))::BIGINT AS started,
    sum(ended)::BIGINT AS ended,
    sum(open)::BIGINT AS open,
    sum(unknown)::BIGINT AS n_missing,
    min(t) FILTER (survival <= 0.5 + 1e-9) AS median,
    min(t) FILTER (survival <= 0.1 + 1e-9) AS p90
FROM mart.wait_curve
GROUP BY ALL
ORDER BY measure_id, agency_code, period_kind, period_start
