-- Every line, agency and period, with 0 where nothing happened and nothing where no file covers the period.
-- Groups of people are told for twelve months only, in windows that do not overlap: shorter ones are too small to
-- show, and overlapping ones give small numbers away by subtraction.
-- The match rate is that of the agency's own records; an agency that sends none of the link gets the site's.
INSERT INTO mart.measure_value BY NAME
WITH own AS (
    SELECT cell, measure_id, agency_code, period_kind, period_start, n
    FROM cell_value
    INNER JOIN (
        SELECT DISTINCT measure_id, unnest([num_cell, den_cell, missing_cell]) AS cell FROM line
    ) AS used USING (cell)
    INNER JOIN measure_agency USING (measure_id, agency_code)
),
value AS (
    SELECT cell, measure_id, coalesce(agency_code, 'all') AS agency_code, period_kind, period_start, sum(n) AS n
    FROM own
    GROUP BY GROUPING SETS (
        (cell, measure_id, agency_code, period_kind, period_start), (cell, measure_id, period_kind, period_start)
    )
),
seen AS (SELECT DISTINCT measure_id, cell FROM own),
agency AS (
    SELECT measure_id, agency_code FROM measure_agency
    UNION
    SELECT measure_id, 'all' FROM measure_agency
),
frame AS (
    SELECT line.*, agency.agency_code, period.*
    FROM line
    INNER JOIN agency USING (measure_id)
    INNER JOIN measure_kind USING (measure_id)
    INNER JOIN stg.period USING (period_kind)
    LEFT JOIN seen ON seen.measure_id = line.measure_id AND seen.cell = line.seen_cell
    WHERE (NOT line.only_if_seen OR seen.cell IS NOT NULL)
        AND (NOT line.is_group OR (
            period_kind = 'rolling12'
            AND date_diff('month', period_end, (SELECT data_to_date FROM stg.setting)) % 12 = 0
        ))
),
counted AS (
    SELECT frame.*,
        completeness.completeness_pct,
        coalesce(completeness.completeness_pct, 1) > 0 AS has_data,
        median.value AS median,
        CASE WHEN num_cell IS NOT NULL THEN coalesce(num.n, 0) END AS num_n,
        CASE
            WHEN frame.quantile IS NOT NULL THEN coalesce(median.den, 0)
            WHEN den_cell IS NOT NULL THEN coalesce(den.n, 0)
        END AS den_n,
        coalesce(missing.n, 0) AS missing_n,
        coalesce(own_rate.match_rate, site_rate.match_rate) AS match_rate
    FROM frame
    LEFT JOIN completeness USING (measure_id, agency_code, period_kind, period_start)
    LEFT JOIN median_value AS median
        USING (measure_id, agency_code, period_kind, period_start, quantile)
    LEFT JOIN value AS num
        ON (num.cell, num.measure_id, num.agency_code, num.period_kind, num.period_start)
        = (frame.num_cell, frame.measure_id, frame.agency_code, frame.period_kind, frame.period_start)
    LEFT JOIN value AS den
        ON (den.cell, den.measure_id, den.agency_code, den.period_kind, den.period_start)
        = (frame.den_cell, frame.measure_id, frame.agency_code, frame.period_kind, frame.period_start)
    LEFT JOIN value AS missing
        ON (missing.cell, missing.measure_id, missing.agency_code, missing.period_kind, missing.period_start)
        = (frame.missing_cell, frame.measure_id, frame.agency_code, frame.period_kind, frame.period_start)
    LEFT JOIN link_rate AS own_rate
        ON (own_rate.link, own_rate.agency_code, own_rate.period_kind, own_rate.period_start)
        = (frame.link, frame.agency_code, frame.period_kind, frame.period_start)
    LEFT JOIN link_rate AS site_rate
        ON (site_rate.link, site_rate.agency_code, site_rate.period_kind, site_rate.period_start)
        = (frame.link, 'all', frame.period_kind, frame.period_start)
)
SELECT measure_id, agency_code, period_start, period_end, period_kind, breakdown, category,
    CASE WHEN has_data THEN num_n END AS num,
    CASE WHEN has_data THEN den_n END AS den,
    CASE WHEN has_data THEN
        CASE WHEN quantile IS NOT NULL THEN median WHEN den_n > 0 THEN round(num_n / den_n, 6) END
    END AS value,
    match_rate, completeness_pct,
    CASE WHEN has_data THEN missing_n END AS n_missing,
    version AS definition_version
FROM counted
ORDER BY line_no, agency_code, period_kind, period_start
