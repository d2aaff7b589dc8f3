-- A row is one value of a duration with how many rows of a fact have it, by agency, month, and every grouping of the
-- fact. Durations repeat, so that everything after this reads far fewer rows. The words in braces are filled in per measure.
INSERT INTO median_count BY NAME
SELECT $id AS measure_id, agency_code, month, {grouping} AS grouping, {category} AS category, v, count(*) AS n,
    count(*) FILTER (is_ipv) AS ipv_n
FROM (
    SELECT
        agency_code,
        date_trunc('month', event_date)::DATE AS month,
        coalesce({ipv}, false) AS is_ipv,
        CAST(({value}) AS DOUBLE) AS v{groups}
    FROM counted_fact
    CROSS JOIN (SELECT data_from_date, data_to_date FROM stg.setting) AS bounds
    WHERE event_date BETWEEN data_from_date AND data_to_date AND ({condition})
)
WHERE v IS NOT NULL
GROUP BY GROUPING SETS ({sets})
