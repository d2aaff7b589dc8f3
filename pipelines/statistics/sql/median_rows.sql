-- A row is one row of a fact that has a value, with its month and groups. The words in braces are filled in per measure.
CREATE TEMP TABLE median_row AS
SELECT
    agency_code,
    date_trunc('month', event_date)::DATE AS month,
    coalesce({ipv}, false) AS is_ipv,
    CAST(({value}) AS DOUBLE) AS v{groups}
FROM mart.{fact}
CROSS JOIN (SELECT data_from_date, data_to_date FROM stg.setting) AS bounds
WHERE
    event_date BETWEEN data_from_date AND data_to_date
    AND ({condition})
    AND ({value}) IS NOT NULL
    AND agency_code IN (SELECT agency_code FROM measure_agency WHERE measure_id = $id)
