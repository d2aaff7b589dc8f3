-- A row is one milestone with the recommendation behind its decision; by decision, the next day first.
SELECT m.*, d.rec_id, r.agency_code
FROM pub.milestone AS m
LEFT JOIN pub.decision AS d ON d.decision_id = m.decision_id
LEFT JOIN pub.recommendation AS r ON r.rec_id = d.rec_id
ORDER BY m.decision_id NULLS LAST, m.planned_date, m.milestone_id
