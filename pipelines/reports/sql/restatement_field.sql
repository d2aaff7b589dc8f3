-- A row is one way in which one field of changed rows differs between two versions, the most rows first.
SELECT
    f.submission_id, f.kind, r.dataset, f.field_name, f.field_title, f.change, f.old_code, f.new_code, f.rows_count
FROM ops.restatement_field AS f
JOIN ops.restatement AS r ON r.submission_id = f.submission_id AND r.kind = f.kind
ORDER BY f.submission_id, f.kind, f.rows_count DESC, f.field_title, f.change, f.old_code, f.new_code
