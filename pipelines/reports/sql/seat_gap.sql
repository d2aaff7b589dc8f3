-- A row is one thing that a group, an agency or an area lacks, as the checks between registers found it: a lead, an advocate,
-- somebody who does the work, seats, a liaison, a head who was asked, a partner. $checks names these checks.
SELECT
    p.check_id, c.title, c.guidance, p.other,
    CASE WHEN p.dataset = 'work_groups' THEN 'group' WHEN area.code IS NOT NULL THEN 'area' ELSE 'agency' END AS kind,
    coalesce(g.title, area.label, a.agency_name, p.agency_code, p.row_id) AS subject,
    w.until_date AS waived_until, w.reason AS waived_reason
FROM ops.register_problem AS p
LEFT JOIN ops.check AS c ON c.check_id = p.check_id
LEFT JOIN pub.work_group AS g ON p.dataset = 'work_groups' AND g.group_id = p.row_id
LEFT JOIN ops.agency AS a ON a.agency_code = p.agency_code
LEFT JOIN ops.code_list AS area
    ON p.check_id = 'cross_area_without_partner' AND area.code_list = 'agency_area' AND area.code = p.other
LEFT JOIN ops.waiver AS w ON w.waiver_no = p.waiver_no
WHERE list_contains($checks, p.check_id)
ORDER BY kind DESC, subject, p.check_id
