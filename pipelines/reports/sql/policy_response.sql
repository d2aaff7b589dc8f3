-- A row is a recommended practice for an agency, with the latest answer of its checklist (status NULL: none yet).
SELECT
    p.*, coalesce(c.label, p.agency_area) AS area_label, coalesce(c.position, 99) AS area_position
FROM pub.policy_response AS p
LEFT JOIN ops.code_list AS c ON c.code_list = 'agency_area' AND c.code = p.agency_area
ORDER BY
    area_position, p.agency_area, p.agency_name, p.retired_on_date NULLS FIRST, left(p.element_id, 3), p.element_no, p.element_id
