-- A row is one way in which one field of changed rows differs between two versions. Values stand here only for codes
-- and yes/no that are kept as sent, and only counted. Nothing is left out.
SELECT
    change.pair AS submission_id,
    change.kind,
    change.field_name,
    change.field_title,
    change.change,
    change.old_code,
    change.new_code,
    change.rows_count
FROM restated_field AS change
INNER JOIN ops.submission AS file ON file.submission_id = change.pair
ORDER BY submission_id, kind, rows_count DESC, field_name, change, old_code, new_code
