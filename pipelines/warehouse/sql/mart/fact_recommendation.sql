-- A row is one recommendation, dated by the day it was submitted, with where it stands now. Left out: recommendations
-- without that day, decisions that do not count. One to no single agency stands under the coordinator and is told under all agencies only.
WITH decided AS (
    SELECT
        rec_id,
        bool_or(decision IN ('accepted', 'accepted_modified', 'declined')) AS is_decided,
        bool_or(status = 'done') AS is_done
    FROM core.decision_standing
    WHERE not_counted_check_id IS NULL
    GROUP BY ALL
)

SELECT
    coalesce(nullif(rec.agency_code, 'all'), 'coordinator') AS agency_code,
    rec.submitted_date AS event_date,
    rec.rec_id,
    coalesce(decided.is_decided, false) AS is_decided,
    coalesce(decided.is_done, false) AS is_done,
    rec.submission_id,
    rec.source_sheet,
    rec.source_row
FROM core.recommendation AS rec
LEFT JOIN decided USING (rec_id)
WHERE rec.submitted_date IS NOT NULL
