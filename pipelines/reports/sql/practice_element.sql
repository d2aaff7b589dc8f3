-- A row is a version of a recommended practice that the site added, reworded or retired, or the wording before that.
SELECT e.*, coalesce(c.label, e.agency_area) AS area_label
FROM pub.practice_element AS e
LEFT JOIN ops.code_list AS c ON c.code_list = 'agency_area' AND c.code = e.agency_area
WHERE
    e.element_id IN (
        SELECT element_id FROM pub.practice_element WHERE is_local OR is_reworded OR retired_reason IS NOT NULL
    )
ORDER BY coalesce(c.position, 99), e.element_no, e.version
