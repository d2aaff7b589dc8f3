-- A row is one month of one dataset of one agency whose rows were deleted, or tallied, on their clock, of every version of a file;
-- without a month they are held rows in their own words.
SELECT
    sender_name(a.agency_name, gone.agency_code) AS agency_name,
    coalesce(d.dataset_title, gone.dataset) AS dataset_title,
    gone.month,
    gone.is_tally,
    gone.is_text,
    sum(gone.rows_count)::BIGINT AS rows_count,
    count(DISTINCT gone.submission_id) AS files_count,
    max_by(gone.clock_months, gone.done_on_date) AS clock_months,
    max(gone.done_on_date) AS done_on_date
FROM ops.row_deletion AS gone
LEFT JOIN ops.agency AS a ON a.agency_code = gone.agency_code
LEFT JOIN ops.dataset AS d ON d.dataset = gone.dataset
GROUP BY ALL
ORDER BY agency_name, dataset_title, gone.is_text, gone.month
