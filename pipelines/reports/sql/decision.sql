-- A row is one decision with the recommendation that it is about. Those that do not count come first, with why and what to do;
-- then the newest first.
WITH told AS (
    SELECT * FROM pub.decision
    UNION ALL BY NAME
    SELECT d.*, c.title AS not_counted, c.guidance AS next_step
    FROM pub.decision_not_counted AS d
    LEFT JOIN ops.check AS c ON c.check_id = d.not_counted_check_id
)

SELECT
    told.*, r.agency_code, r.element_id, r.proposed_change, r.current_text_ref,
    (SELECT count(*) FROM pub.milestone AS m WHERE upper(trim(m.decision_id)) = upper(trim(told.decision_id))) AS milestones_count
FROM told
LEFT JOIN pub.recommendation AS r ON r.rec_id = told.rec_id
ORDER BY told.not_counted_check_id IS NULL, told.decided_date DESC NULLS LAST, told.decision_id
