-- A row is an area whose recommended practices no agency of the site answers for, with how many there are.
SELECT coalesce(c.label, e.agency_area) AS area_label, count(DISTINCT e.element_id) AS elements_count
FROM pub.practice_element AS e
LEFT JOIN ops.code_list AS c ON c.code_list = 'agency_area' AND c.code = e.agency_area
WHERE e.element_id NOT IN (SELECT p.element_id FROM pub.policy_response AS p)
GROUP BY ALL
ORDER BY any_value(c.position), area_label
