-- A row is one reported violation of supervision, with the latest known value of each field.
-- Nothing is left out.
SELECT * FROM stg.probation_violation__latest
