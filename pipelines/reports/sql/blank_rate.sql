-- A row is an expected field of an agency's dataset: the latest month and the last 12 months.
WITH latest AS (
    SELECT agency_code, dataset, max(month) AS month FROM ops.blank_rate GROUP BY ALL
)

SELECT
    coalesce(a.agency_name, b.agency_code) AS agency_name, coalesce(d.dataset_title, b.dataset) AS dataset_title,
    b.field_title, any_value(l.month) AS latest_month,
    sum(b.blank_count) FILTER (WHERE b.month = l.month) AS month_blank,
    sum(b.rows_count) FILTER (WHERE b.month = l.month) AS month_rows,
    sum(b.blank_count) AS year_blank, sum(b.rows_count) AS year_rows
FROM ops.blank_rate AS b
JOIN latest AS l ON l.agency_code = b.agency_code AND l.dataset = b.dataset
LEFT JOIN ops.agency AS a ON a.agency_code = b.agency_code
LEFT JOIN ops.dataset AS d ON d.dataset = b.dataset
WHERE b.month > l.month - INTERVAL 12 MONTH
GROUP BY a.agency_name, b.agency_code, d.dataset_title, b.dataset, b.field_name, b.field_title
ORDER BY agency_name, dataset_title, sum(b.blank_count) / nullif(sum(b.rows_count), 0) DESC, b.field_title
