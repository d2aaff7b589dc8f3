-- A row is one thing that a release waits for: a proof that no withheld number can be worked out, or what a role said of a
-- draft. Proofs come first, then the reviews, the newest first.
SELECT
    'proof' AS kind, p.audience AS subject, coalesce(a.agency_name, 'Somebody from outside') || ': ' || replace(p.subject, '_', ' ') AS part,
    CASE WHEN p.holds THEN 'holds' ELSE 'broken' END AS standing, NULL AS reviewed_on_date, NULL AS comment,
    p.protected_count, 0 AS position
FROM ops.disclosure_proof AS p
LEFT JOIN ops.agency AS a ON a.agency_code = p.reader
UNION ALL BY NAME
SELECT
    'review' AS kind, r.edition_label || ', draft ' || r.draft_ref AS subject, coalesce(k.label, r.reviewer_role) AS part,
    r.verdict AS standing, r.reviewed_on_date, r.comment, 1 AS position
FROM pub.release_review AS r
LEFT JOIN ops.code_list AS k ON k.code_list = 'release_role' AND k.code = r.reviewer_role
ORDER BY position, reviewed_on_date DESC NULLS LAST, subject, part
