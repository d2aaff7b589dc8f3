-- A row is one warrant, with the latest known value of each field.
-- Nothing is left out.
SELECT * FROM stg.warrant__latest
