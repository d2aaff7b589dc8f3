-- A row is a waiver of the site, or something that an agency confirmed; what needs a look first.
WITH listed AS (
    SELECT
        CASE state WHEN 'ended' THEN 1 WHEN 'unmatched' THEN 2 ELSE 3 END AS position, waiver_no AS number,
        state, agency_code, dataset, column_name, period_label, until_date, reason, approved_by_role,
        files_count, rows_count, check_id
    FROM ops.waiver
    UNION ALL
    SELECT
        4, 0, 'confirmed', c.agency_code, c.dataset, c.column_name, s.period_label, NULL, c.reason, 'the agency',
        1, c.rows_count, c.check_id
    FROM ops.confirmation AS c
    LEFT JOIN ops.submission AS s USING (submission_id)
)

SELECT
    l.state, sender_name(a.agency_name, l.agency_code) AS agency_name, coalesce(d.dataset_title, l.dataset) AS dataset_title,
    l.column_name, l.period_label, l.until_date, l.reason, l.approved_by_role, l.files_count, l.rows_count, l.check_id
FROM listed AS l
LEFT JOIN ops.agency AS a USING (agency_code)
LEFT JOIN ops.dataset AS d USING (dataset)
ORDER BY l.position, agency_name, dataset_title, l.number, l.period_label, l.check_id
