-- One row: how many answers of checklists are held because their status names no document.
SELECT coalesce(sum(p.rows_count), 0)::BIGINT AS rows_count
FROM ops.problem AS p
INNER JOIN ops.submission AS s ON s.submission_id = p.submission_id
WHERE p.check_id = 'row_status_without_document' AND s.status IN ('accepted', 'accepted_with_problems')
