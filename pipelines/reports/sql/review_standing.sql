-- A row is one review of one recommendation, or one area that should review it and has not. The recommendation's own area is
-- asked too. Recommendations in the order of their numbers.
WITH asked AS (
    SELECT rec_id, submitted_date, agency_area FROM pub.recommendation WHERE agency_area IS NOT NULL
    UNION
    SELECT rec_id, submitted_date, unnest(string_split(areas_affected, ';')).trim() AS agency_area
    FROM pub.recommendation
),

decided AS (
    SELECT rec_id, min(decided_date) AS decided_date FROM pub.decision GROUP BY ALL
)

SELECT
    coalesce(v.rec_id, asked.rec_id) AS rec_id, coalesce(v.agency_area, asked.agency_area) AS agency_area,
    v.reviewer_role, v.reviewed_on_date, v.verdict, v.comment, asked.submitted_date, decided.decided_date
FROM pub.recommendation_review AS v
FULL JOIN asked ON asked.rec_id = v.rec_id AND asked.agency_area = v.agency_area
LEFT JOIN decided ON decided.rec_id = coalesce(v.rec_id, asked.rec_id)
WHERE coalesce(v.agency_area, asked.agency_area) <> ''
ORDER BY ALL
