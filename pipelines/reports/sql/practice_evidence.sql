-- A row is what one kind of evidence beside case review says of an element at an agency.
SELECT e.*, coalesce(r.label, e.rating) AS rating_label
FROM pub.practice_evidence AS e
LEFT JOIN ops.code_list AS r ON r.code_list = 'practice_rating' AND r.code = e.rating
ORDER BY e.agency_code, e.element_id, e.evidence_kind
