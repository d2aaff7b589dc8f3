-- A row is an element at an agency: what the policy says beside what case review shows, as $audience may see it.
SELECT p.*, coalesce(c.label, e.agency_area) AS area_label
FROM pub.policy_practice AS p
LEFT JOIN pub.policy_response AS e ON e.agency_code = p.agency_code AND e.element_id = p.element_id
LEFT JOIN ops.code_list AS c ON c.code_list = 'agency_area' AND c.code = e.agency_area
WHERE p.audience = $audience
ORDER BY coalesce(c.position, 99), p.agency_name, left(p.element_id, 3), e.element_no, p.element_id
