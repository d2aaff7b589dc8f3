-- A row is one agency, dataset and month that is expected. Nothing is left out.
-- Due: the due date has passed. On time: accepted, or an explicit nothing, by the due date.
SELECT
    expected.agency_code,
    expected.month AS event_date,
    expected.dataset,
    expected.due_date < setting.as_of_date AS is_due,
    expected.due_date < setting.as_of_date AND coalesce(expected.received_date <= expected.due_date, false)
        AS on_time
FROM ops.submission_status AS expected
CROSS JOIN stg.setting
