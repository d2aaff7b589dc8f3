-- A row is a problem of a submission that is not replaced; coordinates, never values.
SELECT
    sender_name(a.agency_name, p.agency_code) AS agency_name, coalesce(d.dataset_title, p.dataset) AS dataset_title,
    s.period_label, p.severity, p.message, p.sheet, p.cells, p.column_name, p.rows_count, p.check_id,
    s.file_name, p.submission_id
FROM ops.problem AS p
JOIN ops.submission AS s ON s.submission_id = p.submission_id
LEFT JOIN ops.agency AS a ON a.agency_code = p.agency_code
LEFT JOIN ops.dataset AS d ON d.dataset = p.dataset
WHERE s.status <> 'superseded'
ORDER BY
    agency_name,
    list_position(['whole_file', 'row_held', 'value', 'unlikely', 'note'], p.severity),
    dataset_title, s.period_label DESC, p.rows_count DESC, p.check_id, p.sheet, p.cells, p.submission_id
