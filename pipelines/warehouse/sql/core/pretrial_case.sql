-- A row is one pretrial evaluation and the release that followed, with the latest known value of each field.
-- Nothing is left out.
SELECT * FROM stg.pretrial_case__latest
