-- A row is one thing that the assessment needs of one agency, what is still open first.
SELECT m.*, a.agency_name, coalesce(k.label, m.material_kind) AS kind_label
FROM pub.material AS m
LEFT JOIN ops.agency AS a ON a.agency_code = m.agency_code
LEFT JOIN ops.code_list AS k ON k.code_list = 'material_kind' AND k.code = m.material_kind
LEFT JOIN ops.code_list AS area ON area.code_list = 'agency_area' AND area.code = a.agency_area
ORDER BY area.position, a.agency_name, m.status IN ('have', 'not_applicable'), m.due_date, m.material_id
