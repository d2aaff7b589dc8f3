-- A row is a recommended practice in force, with the measures that bear on it.
SELECT element_id, measure_ids
FROM pub.practice_element
WHERE standing = 'in_force'
ORDER BY element_id
