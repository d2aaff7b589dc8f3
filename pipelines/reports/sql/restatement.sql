-- A row is one way in which one file changed what had been counted, newest first.
SELECT
    r.submission_id, r.kind, r.dataset, sender_name(a.agency_name, r.agency_code) AS agency_name, r.agency_code,
    coalesce(d.dataset_title, r.dataset) AS dataset_title, s.period_label, s.file_name, r.changed_ts, r.version,
    r.before_id, before.file_name AS before_file, before.received_ts AS before_ts, r.after_id, after.file_name AS after_file,
    r.rows_before, r.rows_after, r.rows_same, r.rows_added, r.rows_removed, r.rows_changed, r.reason, r.is_current,
    r.figures_count
FROM ops.restatement AS r
JOIN ops.submission AS s ON s.submission_id = r.submission_id
LEFT JOIN ops.submission AS before ON before.submission_id = r.before_id
LEFT JOIN ops.submission AS after ON after.submission_id = r.after_id
LEFT JOIN ops.agency AS a ON a.agency_code = r.agency_code
LEFT JOIN ops.dataset AS d ON d.dataset = r.dataset
ORDER BY r.changed_ts DESC, agency_name, dataset_title, r.submission_id, r.kind
