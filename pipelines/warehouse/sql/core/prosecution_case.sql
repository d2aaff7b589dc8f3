-- A row is one defendant in one referral to the prosecutor, with the latest known value of each field.
-- Of several charge rows the most serious levels and the furthest decision count (see stg.prosecution_case__linked).
SELECT * FROM stg.prosecution_case__linked
