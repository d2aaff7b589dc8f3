-- A row is a limit of time for the cases that began in twelve months, with the times of the whole cohort, as
-- $audience may see them. A withheld cohort carries no number. Editions from before p90_suppressed have none.
SELECT
    w.measure_id, w.agency_code, w.period_kind, w.period_start, w.period_end, w.suppressed,
    coalesce(w.p90_suppressed, w.suppressed) AS p90_suppressed,
    w.counts_suppressed,
    CASE WHEN NOT w.counts_suppressed THEN w.started END AS started,
    CASE WHEN NOT w.counts_suppressed THEN w.ended END AS ended,
    CASE WHEN NOT w.counts_suppressed THEN w.open END AS open,
    CASE WHEN NOT w.counts_suppressed THEN w.n_missing END AS n_missing,
    CASE WHEN NOT w.suppressed THEN w.median END AS median,
    CASE WHEN NOT coalesce(w.p90_suppressed, w.suppressed) THEN w.p90 END AS p90,
    l.limit_time,
    CASE WHEN NOT l.suppressed THEN l.share_within END AS share_within,
    coalesce(l.suppressed, TRUE) AS share_suppressed
FROM pub.wait AS w
LEFT JOIN pub.wait_limit AS l USING (measure_id, agency_code, period_kind, period_start, audience)
WHERE w.audience = $audience
ORDER BY w.measure_id, w.agency_code, w.period_start DESC, l.limit_time
