-- The bands of compliance as the site sets them; one row.
SELECT keep_from, watch_from FROM ops.site
