-- A row is a document of the source book, with how many places name it.
SELECT
    d.*, coalesce(a.agency_name, d.agency_code) AS agency_name, coalesce(t.label, d.doc_type) AS type_label,
    coalesce(p.position, 99) AS area_position,
    (SELECT count(*) FROM pub.document_reference AS r WHERE upper(r.doc_id) = upper(d.doc_id)) AS named_count
FROM pub.policy_document AS d
LEFT JOIN ops.agency AS a ON a.agency_code = d.agency_code
LEFT JOIN ops.code_list AS t ON t.code_list = 'doc_type' AND t.code = d.doc_type
LEFT JOIN ops.code_list AS p ON p.code_list = 'agency_area' AND p.code = a.agency_area
ORDER BY area_position, agency_name, d.doc_id
