-- A row is one conclusion, with the first recommendation that came of it; by element, the oldest first.
WITH came AS (
    SELECT conclusion_id, count(*) AS recommendations_count, min(rec_id) AS first_rec_id
    FROM pub.recommendation
    WHERE conclusion_id IS NOT NULL
    GROUP BY ALL
)

SELECT c.*, a.agency_name, came.first_rec_id, coalesce(came.recommendations_count, 0) AS recommendations_count
FROM pub.conclusion AS c
LEFT JOIN ops.agency AS a ON a.agency_code = c.agency_code
LEFT JOIN came ON came.conclusion_id = c.conclusion_id
ORDER BY c.element_id, c.concluded_date, c.conclusion_id
