-- A row is one way in which one file changed what had been counted before: a correction, months listed anew, or a
-- withdrawal. Changes of more than a year ago have no count of figures. Nothing is left out.
WITH moved AS (
    SELECT submission_id, count(*) AS figures_count
    FROM mart.figure_change
    GROUP BY ALL
)

SELECT
    restated.pair AS submission_id,
    restated.kind,
    file.agency_code,
    file.dataset,
    restated.before_id,
    restated.after_id,
    restated.changed_ts,
    file.version,
    restated.rows_before,
    restated.rows_after,
    restated.rows_same,
    restated.rows_added,
    restated.rows_removed,
    restated.rows_changed,
    restated.reason,
    restated.is_current,
    CASE WHEN known.submission_id IS NOT NULL THEN coalesce(moved.figures_count, 0) END AS figures_count
FROM restated
INNER JOIN ops.submission AS file ON file.submission_id = restated.pair
LEFT JOIN figures_known AS known ON known.submission_id = restated.pair
LEFT JOIN moved ON moved.submission_id = restated.pair
ORDER BY restated.changed_ts, restated.pair, restated.kind
