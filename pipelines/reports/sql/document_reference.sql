-- A row is a place that names a document which the source book lacks, has replaced, or holds no copy of.
SELECT r.*, coalesce(a.agency_name, r.agency_code) AS agency_name, coalesce(s.label, r.place) AS place_label
FROM pub.document_reference AS r
LEFT JOIN ops.agency AS a ON a.agency_code = r.agency_code
LEFT JOIN ops.code_list AS s ON s.code_list = 'process_step' AND s.code = r.place
WHERE r.standing <> 'in_book'
ORDER BY r.standing, r.doc_id, r.named_in, r.agency_code, r.place
