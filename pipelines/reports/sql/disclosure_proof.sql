-- A row is an attack on what a reader of an edition may see, and what came of it.
SELECT
    p.audience, coalesce(a.agency_name, 'Somebody from outside') AS reader_name, p.subject, p.holds, p.protected_count, p.narrowed_count
FROM ops.disclosure_proof AS p
LEFT JOIN ops.agency AS a ON a.agency_code = p.reader
WHERE p.audience IN ('director', 'joint', 'public')
ORDER BY list_position(['public', 'joint', 'director'], p.audience), p.subject, p.reader
