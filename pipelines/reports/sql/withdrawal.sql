-- A row is one decision to withdraw or restore a file or a case, newest first. Which case stands nowhere.
SELECT
    w.entry_no, w.recorded_ts, w.action, w.is_in_force, w.is_case, sender_name(a.agency_name, w.agency_code) AS agency_name,
    coalesce(d.dataset_title, s.dataset) AS dataset_title, s.period_label, s.file_name, w.key_kind, w.reason, w.rows_count,
    w.figures_count
FROM ops.withdrawal AS w
LEFT JOIN ops.submission AS s ON s.submission_id = w.submission_id
LEFT JOIN ops.agency AS a ON a.agency_code = w.agency_code
LEFT JOIN ops.dataset AS d ON d.dataset = s.dataset
ORDER BY w.entry_no DESC
