-- A row is an agency of the site, in the order a case meets them.
SELECT
    a.agency_code, a.agency_name, a.agency_area, a.population_served, a.dv_definition,
    coalesce(c.label, a.agency_area) AS area_label
FROM ops.agency AS a
LEFT JOIN ops.code_list AS c ON c.code_list = 'agency_area' AND c.code = a.agency_area
ORDER BY c.position NULLS LAST, a.agency_name
