-- The last quarter from which records are drawn for case review; no row where there is none.
SELECT max(event_quarter) AS event_quarter FROM ops.review_sample HAVING count(*) > 0
