-- A row is one charge of one court case, with the latest known value of each field.
-- Nothing is left out.
SELECT * FROM stg.charge__latest
