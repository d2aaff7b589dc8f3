-- A row is a recommendation for an agency and element, with its latest decision and its codes in words.
SELECT
    a.*, e.title, e.requirement, e.area_position, e.element_no, e.local_wording,
    coalesce(d.label, a.decision) AS decision_label,
    coalesce(b.label, a.decided_by) AS decided_by_label,
    coalesce(o.label, a.origin) AS origin_label,
    coalesce(p.label, a.priority) AS priority_label,
    coalesce(s.label, a.decision_status) AS status_label
FROM pub.policy_action AS a
LEFT JOIN (
    SELECT r.agency_code, r.element_id, r.title, r.requirement, r.element_no, r.local_wording, c.position AS area_position
    FROM pub.policy_response AS r
    LEFT JOIN ops.code_list AS c ON c.code_list = 'agency_area' AND c.code = r.agency_area
) AS e ON e.agency_code = a.agency_code AND e.element_id = a.element_id
LEFT JOIN ops.code_list AS d ON d.code_list = 'decision_outcome' AND d.code = a.decision
LEFT JOIN ops.code_list AS b ON b.code_list = 'decided_by' AND b.code = a.decided_by
LEFT JOIN ops.code_list AS o ON o.code_list = 'recommendation_origin' AND o.code = a.origin
LEFT JOIN ops.code_list AS p ON p.code_list = 'priority' AND p.code = a.priority
LEFT JOIN ops.code_list AS s ON s.code_list = 'decision_status' AND s.code = a.decision_status
ORDER BY coalesce(e.area_position, 99), a.agency_name, a.element_id, a.submitted_date, a.rec_id
