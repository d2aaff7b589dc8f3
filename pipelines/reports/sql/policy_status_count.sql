-- A row is a status at an agency and area in the latest round.
SELECT
    p.agency_code, p.agency_name, p.agency_area, p.review_round, p.status, p.elements_count,
    coalesce(c.label, p.agency_area) AS area_label, coalesce(c.position, 99) AS area_position
FROM pub.policy_status_count AS p
LEFT JOIN ops.code_list AS c ON c.code_list = 'agency_area' AND c.code = p.agency_area
ORDER BY area_position, p.agency_area, p.agency_name, p.status
