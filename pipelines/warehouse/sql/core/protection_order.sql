-- A row is one petition for a civil protection order, with the latest known value of each field.
-- Nothing about the petitioner is in it.
SELECT * FROM stg.protection_order__latest
