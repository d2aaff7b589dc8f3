-- A row is a file in one reading, newest first.
SELECT
    s.submission_id, sender_name(a.agency_name, s.agency_code) AS agency_name,
    coalesce(d.dataset_title, s.dataset) AS dataset_title, s.period_label, s.version, s.received_ts, s.status,
    s.file_name, s.layout_name, s.rows_in_file, s.rows_used, s.rows_blank, s.rows_held, s.rows_left_out,
    s.control_total, s.problems_count, s.coverage_note
FROM ops.submission AS s
LEFT JOIN ops.agency AS a ON a.agency_code = s.agency_code
LEFT JOIN ops.dataset AS d ON d.dataset = s.dataset
ORDER BY s.received_ts DESC, agency_name, dataset_title, s.submission_id
