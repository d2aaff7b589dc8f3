-- A row is one place in the coordinator's registers that does not fit; the worst and the most often told first.
SELECT
    p.check_id, c.title, c.guidance, c.severity, coalesce(d.dataset_title, p.dataset) AS dataset_title, p.dataset,
    p.row_id, p.field_name, coalesce(a.agency_name, p.agency_code) AS agency_name, p.other, s.file_name, p.source_sheet,
    p.source_row
FROM ops.register_problem AS p
LEFT JOIN ops.check AS c ON c.check_id = p.check_id
LEFT JOIN ops.dataset AS d ON d.dataset = p.dataset
LEFT JOIN ops.agency AS a ON a.agency_code = p.agency_code
LEFT JOIN ops.submission AS s ON s.submission_id = p.submission_id
ORDER BY
    list_position(['whole_file', 'row_held', 'value', 'unlikely', 'note'], c.severity), dataset_title, p.check_id,
    p.row_id, agency_name, p.other, p.source_row
