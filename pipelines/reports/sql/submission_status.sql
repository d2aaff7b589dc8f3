-- A row is an agency, dataset and month that is expected, in the order a case meets the agencies.
SELECT
    s.agency_code, s.agency_name, s.dataset, s.dataset_title, s.month, s.status, s.due_date, s.received_date, s.days_late
FROM ops.submission_status AS s
LEFT JOIN ops.agency AS a ON a.agency_code = s.agency_code
LEFT JOIN ops.code_list AS c ON c.code_list = 'agency_area' AND c.code = a.agency_area
ORDER BY c.position NULLS LAST, s.agency_name, s.dataset_title, s.month
