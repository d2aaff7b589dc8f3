-- A row is one supervision case, with the latest known value of each field.
-- Nothing is left out.
SELECT * FROM stg.probation_case__latest
