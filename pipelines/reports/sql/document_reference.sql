-- A row is a place that names a document which the source book lacks, has replaced, or holds no copy of; with the waiver that
-- accepts it, and the row of the register, where the checks between registers found it too.
SELECT
    r.*, coalesce(a.agency_name, r.agency_code) AS agency_name, coalesce(s.label, r.place) AS place_label,
    w.until_date AS waived_until, w.reason AS waived_reason, f.file_name, p.source_row
FROM pub.document_reference AS r
LEFT JOIN ops.agency AS a ON a.agency_code = r.agency_code
LEFT JOIN ops.code_list AS s ON s.code_list = 'process_step' AND s.code = r.place
LEFT JOIN ops.dataset AS d ON d.dataset_title = r.named_in
LEFT JOIN ops.register_problem AS p
    ON
        p.dataset = d.dataset AND p.check_id = CASE r.standing WHEN 'missing' THEN 'cross_reference_unknown' WHEN 'replaced' THEN 'cross_document_replaced' END
        AND upper(p.other) = upper(CASE WHEN r.standing = 'missing' THEN r.doc_id ELSE r.replaced_by END)
        AND trim(split_part(p.row_id, '·', 1)) = r.place
        AND (r.agency_code IS NULL OR p.agency_code IS NOT DISTINCT FROM r.agency_code)
LEFT JOIN ops.waiver AS w ON w.waiver_no = p.waiver_no
LEFT JOIN ops.submission AS f ON f.submission_id = p.submission_id
WHERE r.standing <> 'in_book'
QUALIFY row_number() OVER (PARTITION BY r.named_in, r.agency_code, r.place, r.doc_id ORDER BY p.source_row) = 1
ORDER BY w.waiver_no IS NOT NULL, r.standing, r.doc_id, r.named_in, r.agency_code, r.place
