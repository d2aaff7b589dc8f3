-- A row is a pair of records about which a person is or was asked; open questions first, the newest on top.
SELECT
    q.question_id, q.link_name, q.reason, q.counts_now, q.answer, q.answered_date,
    coalesce(a.agency_name, q.agency_code) AS agency_name, q.event_date, f.file_name, q.source_sheet, q.source_row,
    coalesce(b.agency_name, q.partner_agency_code) AS partner_name, q.partner_date, g.file_name AS partner_file,
    q.partner_sheet, q.partner_row
FROM ops.link_question AS q
LEFT JOIN ops.agency AS a ON a.agency_code = q.agency_code
LEFT JOIN ops.agency AS b ON b.agency_code = q.partner_agency_code
LEFT JOIN ops.submission AS f ON f.submission_id = q.submission_id
LEFT JOIN ops.submission AS g ON g.submission_id = q.partner_submission_id
ORDER BY q.answer IS NOT NULL, q.link_name, q.event_date DESC, q.question_id
