-- A row is one agency, dataset and past month that is expected. Nothing is left out.
-- received: a file counts for the month; nil_report: the file says that nothing happened; needs_fixing: a file
-- came and was not accepted; late: nothing came by the due date; else not_due. The date received is that of the
-- first file that was accepted: a correction sent later makes no month late.
WITH month_state AS (
    SELECT
        agency_code,
        dataset,
        month,
        bool_or(is_winner AND status <> 'nil_report') AS is_received,
        bool_or(is_winner AND status = 'nil_report') AS is_nil,
        min(received_ts::DATE) FILTER (was_accepted) AS received_date
    FROM stg.submission_month
    GROUP BY ALL
)

SELECT
    expected.agency_code,
    agency.agency_name,
    expected.dataset,
    coalesce(known.dataset_title, expected.dataset) AS dataset_title,
    expected.month,
    CASE
        WHEN state.is_received THEN 'received'
        WHEN state.is_nil THEN 'nil_report'
        WHEN state.agency_code IS NOT NULL THEN 'needs_fixing'
        WHEN expected.due_date < setting.as_of_date THEN 'late'
        ELSE 'not_due'
    END AS status,
    expected.due_date,
    CASE WHEN state.is_received OR state.is_nil THEN state.received_date END AS received_date,
    CASE
        WHEN state.is_received OR state.is_nil THEN greatest(state.received_date - expected.due_date, 0)
    END AS days_late
FROM stg.expected_month AS expected
CROSS JOIN stg.setting AS setting
LEFT JOIN ops.agency AS agency USING (agency_code)
LEFT JOIN ops.dataset AS known USING (dataset)
LEFT JOIN month_state AS state USING (agency_code, dataset, month)
ORDER BY expected.agency_code, expected.dataset, expected.month
