-- A row is one sentence of one court case, by phase, with the latest known value of each field.
-- Of several sentenced charges the most restrictive type, the longest times and every condition count.
SELECT * FROM stg.sentence__latest
