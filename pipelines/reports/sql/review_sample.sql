-- A row is one record drawn for the case review of $agency in $quarter, in the order in which it stands in the agency's files.
SELECT
    drawn.review_case_id, drawn.record_kind, kind.label AS kind_label, drawn.agency_area, drawn.stratum,
    stratum.label AS stratum_label, drawn.asked_count, drawn.records_count, drawn.submission_id, drawn.file_name,
    drawn.source_sheet, drawn.source_row
FROM ops.review_sample AS drawn
LEFT JOIN ops.code_list AS kind ON kind.code_list = 'record_kind' AND kind.code = drawn.record_kind
LEFT JOIN ops.code_list AS stratum ON stratum.code_list = 'review_stratum' AND stratum.code = drawn.stratum
WHERE drawn.agency_code = $agency AND drawn.event_quarter = $quarter
ORDER BY drawn.record_kind, drawn.file_name, drawn.source_sheet, drawn.source_row
