-- A row is one place in the coordinator's registers that does not fit; the worst and the most often told first, accepted ones
-- last. Its receipt is that of the file it stands in; of what stands in no row, that of the latest file of the register.
WITH latest AS (
    SELECT dataset, arg_max(submission_id, received_ts) AS submission_id
    FROM ops.submission
    WHERE status IN ('accepted', 'accepted_with_problems', 'nil_report')
    GROUP BY dataset
)

SELECT
    p.check_id, c.title, c.guidance, CASE WHEN p.waiver_no IS NULL THEN c.severity ELSE 'note' END AS severity,
    coalesce(d.dataset_title, p.dataset) AS dataset_title, p.dataset, coalesce(step.label, p.row_id) AS row_id, p.field_name,
    coalesce(a.agency_name, p.agency_code) AS agency_name,
    CASE
        WHEN p.check_id LIKE 'cross_practices_%' THEN p.other || if(p.other = '1', ' practice', ' practices')
        WHEN p.field_name = 'used_at_step' THEN coalesce((
            SELECT string_agg(coalesce(used.label, trim(named.code)), ', ' ORDER BY used.position)
            FROM (SELECT unnest(string_split(p.other, ';')) AS code) AS named
            LEFT JOIN ops.code_list AS used ON used.code_list = 'process_step' AND used.code = trim(named.code)
        ), p.other)
        ELSE coalesce(area.label, p.other)
    END AS other,
    s.file_name,
    p.source_sheet, p.source_row,
    coalesce(p.submission_id, l.submission_id) AS receipt_id, w.until_date AS waived_until, w.reason AS waived_reason
FROM ops.register_problem AS p
LEFT JOIN ops.check AS c ON c.check_id = p.check_id
LEFT JOIN ops.dataset AS d ON d.dataset = p.dataset
LEFT JOIN ops.agency AS a ON a.agency_code = p.agency_code
LEFT JOIN ops.submission AS s ON s.submission_id = p.submission_id
LEFT JOIN latest AS l ON l.dataset = p.dataset
LEFT JOIN ops.waiver AS w ON w.waiver_no = p.waiver_no
LEFT JOIN ops.code_list AS area
    ON p.check_id LIKE 'cross_review_%' AND area.code_list = 'agency_area' AND area.code = p.other
LEFT JOIN ops.code_list AS step
    ON p.dataset = 'process_map' AND step.code_list = 'process_step' AND step.code = trim(split_part(p.row_id, '·', 1))
ORDER BY
    p.waiver_no IS NOT NULL, list_position(['whole_file', 'row_held', 'value', 'unlikely', 'note'], c.severity), dataset_title,
    p.check_id, p.row_id, agency_name, p.other, p.source_row
