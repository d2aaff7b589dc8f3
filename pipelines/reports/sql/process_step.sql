-- A row is a step of the latest version of the case-processing map.
SELECT s.*, coalesce(c.label, s.agency_area) AS area_label
FROM pub.process_step AS s
LEFT JOIN ops.code_list AS c ON c.code_list = 'agency_area' AND c.code = s.agency_area
WHERE s.map_version = (SELECT max(map_version) FROM pub.process_step)
ORDER BY s.sequence, s.step_id
