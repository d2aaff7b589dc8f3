-- The site; one row.
SELECT site_name, county_name, population, as_of_date, data_from_month, data_to_month, dv_scope_note, is_sample
FROM ops.site
