-- A row is one decision to withdraw or restore a file or a case, in the order they were made. Nothing is left out;
-- the number of a case stands nowhere, not even as its keyed code.
WITH left_out AS (
    SELECT key_kind, case_key, sum(rows_count)::BIGINT AS rows_count
    FROM withdrawn_row
    WHERE catalog = current_database()
    GROUP BY ALL
),

moved AS (
    SELECT submission_id, count(*) AS figures_count
    FROM mart.figure_change
    GROUP BY ALL
)

SELECT
    entry.entry_no,
    entry.recorded_ts,
    entry.action,
    entry.is_in_force,
    entry.is_case,
    entry.agency_code,
    entry.submission_id,
    entry.key_kind,
    entry.reason,
    CASE
        WHEN entry.is_in_force AND entry.is_case THEN coalesce(left_out.rows_count, 0)
        WHEN entry.is_in_force THEN entry.file_rows
    END AS rows_count,
    CASE
        WHEN entry.is_case AND known.submission_id IS NOT NULL THEN coalesce(moved.figures_count, 0)
    END AS figures_count
FROM stg.withdrawal AS entry
LEFT JOIN left_out USING (key_kind, case_key)
LEFT JOIN figures_known AS known ON known.submission_id = 'withdrawal-' || entry.entry_no
LEFT JOIN moved ON moved.submission_id = known.submission_id
ORDER BY entry.entry_no
