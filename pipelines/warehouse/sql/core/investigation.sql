-- A row is one follow-up investigation of one incident, with the latest known value of each field.
-- Nothing is left out.
SELECT * FROM stg.investigation__latest
