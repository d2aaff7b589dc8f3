-- A row is one decision with the recommendation that it is about; the newest first.
SELECT d.*, r.agency_code, r.element_id, r.proposed_change, r.current_text_ref
FROM pub.decision AS d
LEFT JOIN pub.recommendation AS r ON r.rec_id = d.rec_id
ORDER BY d.decided_date DESC NULLS LAST, d.decision_id
