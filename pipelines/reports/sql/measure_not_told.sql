-- A row is one measure of the catalogue that has no figure, with the reason.
SELECT measure_id, name, reason
FROM ops.measure_not_told
ORDER BY measure_id
