-- A row is one check across tables that rows of an agency fail.
SELECT
    c.check_id, coalesce(a.agency_name, c.agency_code) AS agency_name, c.link_name, c.failing_count, c.rows_count
FROM ops.cross_check AS c
LEFT JOIN ops.agency AS a USING (agency_code)
ORDER BY c.check_id, agency_name, c.link_name
