-- A row is an element at an agency in a quarter of case review, as $audience may see it. Withheld: no number.
SELECT
    r.agency_code, r.agency_name, element_id, title, event_quarter, suppressed,
    CASE WHEN NOT suppressed THEN reviewed END AS reviewed,
    CASE WHEN NOT suppressed THEN demonstrated END AS demonstrated,
    CASE WHEN NOT suppressed THEN partly END AS partly,
    CASE WHEN NOT suppressed THEN not_demonstrated END AS not_demonstrated,
    CASE WHEN NOT suppressed THEN not_applicable END AS not_applicable,
    CASE WHEN NOT suppressed THEN unknown END AS unknown,
    CASE WHEN NOT suppressed THEN applicable END AS applicable
FROM pub.case_review AS r
LEFT JOIN ops.agency AS a ON a.agency_code = r.agency_code
LEFT JOIN ops.code_list AS area ON area.code_list = 'agency_area' AND area.code = a.agency_area
WHERE audience = $audience
ORDER BY area.position NULLS LAST, r.agency_name, element_id, event_quarter = 'all', event_quarter DESC
