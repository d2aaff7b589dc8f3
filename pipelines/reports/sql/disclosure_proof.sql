-- A row is an attack on what a reader of an edition may see, and what came of it.
SELECT audience, reader, subject, holds, protected_count, narrowed_count
FROM ops.disclosure_proof
WHERE audience IN ('director', 'joint', 'public')
ORDER BY list_position(['public', 'joint', 'director'], audience), subject, reader
