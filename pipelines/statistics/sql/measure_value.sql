-- Every line, agency and period, with 0 where nothing happened and nothing where no file covers the period.
-- A breakdown has a line for each category that occurs: of people at any agency, of areas at the agency itself, and
-- only for some periods (told_period). The match rate is that of the agency's own records; an agency that sends none
-- of the link gets the site's.
INSERT INTO mart.measure_value BY NAME
WITH used AS (
    SELECT DISTINCT measure_id, grouping, unnest([num_cell, den_cell, missing_cell]) AS cell FROM line
),
own AS (
    SELECT cell_value.*, measure_id
    FROM cell_value
    INNER JOIN used USING (cell, grouping)
    INNER JOIN measure_agency USING (measure_id, agency_code)
),
value AS (
    SELECT cell, measure_id, coalesce(agency_code, 'all') AS agency_code, period_kind, period_start, grouping,
        category, sum(n) AS n
    FROM own
    GROUP BY GROUPING SETS (
        (cell, measure_id, agency_code, period_kind, period_start, grouping, category),
        (cell, measure_id, period_kind, period_start, grouping, category)
    )
),
seen AS (
    SELECT DISTINCT measure_id, agency_code, cell, grouping, category
    FROM cell_month
    INNER JOIN used USING (cell, grouping)
    INNER JOIN measure_agency USING (measure_id, agency_code)
    UNION
    SELECT DISTINCT measure_id, agency_code, cell, grouping, category FROM own
    UNION
    SELECT line.measure_id, told_before.agency_code, line.seen_cell, line.grouping,
        CASE WHEN line.grouping = 'none' THEN 'all' ELSE told_before.category END
    FROM line
    INNER JOIN told_before USING (measure_id, breakdown)
    WHERE told_before.agency_code <> 'all' AND line.seen_cell IS NOT NULL
        AND (line.grouping <> 'none' OR told_before.category = line.category)
),
seen_by AS (
    SELECT * FROM seen
    UNION
    SELECT measure_id, 'all', cell, grouping, category FROM seen
),
agency AS (
    SELECT measure_id, agency_code FROM measure_agency
    UNION
    SELECT measure_id, 'all' FROM measure_agency
),
told AS (
    SELECT line.*, agency.agency_code
    FROM line
    INNER JOIN agency USING (measure_id)
    WHERE line.grouping = 'none'
        AND (NOT line.only_if_seen OR (line.measure_id, line.seen_cell) IN (SELECT (measure_id, cell) FROM seen))
        AND (
            NOT line.own_agencies
            OR (line.measure_id, agency.agency_code, line.seen_cell)
            IN (SELECT (measure_id, agency_code, cell) FROM seen_by)
        )
    UNION ALL BY NAME
    SELECT line.* REPLACE (found.category AS category), agency.agency_code
    FROM line
    INNER JOIN (
        SELECT DISTINCT measure_id, agency_code, cell AS seen_cell, NULL AS quantile, grouping, category FROM seen
        UNION ALL
        SELECT DISTINCT measure_id, agency_code, NULL, 'dv_median', grouping, category FROM median_seen
    ) AS found
        ON (found.measure_id, found.grouping) = (line.measure_id, line.grouping)
        AND found.quantile IS NOT DISTINCT FROM line.quantile
        AND (line.quantile IS NOT NULL OR found.seen_cell = line.seen_cell)
    INNER JOIN agency ON agency.measure_id = line.measure_id
    WHERE line.grouping <> 'none' AND (NOT line.is_area OR agency.agency_code = found.agency_code)
),
frame AS (
    SELECT line.*, told_period.* EXCLUDE (is_for_areas, is_for_people),
        CASE WHEN line.grouping = 'none' THEN 'all' ELSE line.category END AS cell_category
    FROM (SELECT DISTINCT * FROM told) AS line
    INNER JOIN measure_kind USING (measure_id)
    INNER JOIN told_period USING (period_kind)
    WHERE {told_when}
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
        ON (median.measure_id, median.agency_code, median.period_kind, median.period_start, median.quantile)
        = (frame.measure_id, frame.agency_code, frame.period_kind, frame.period_start, frame.quantile)
        AND (median.grouping, median.category) = (frame.grouping, frame.cell_category)
    LEFT JOIN value AS num
        ON (num.cell, num.measure_id, num.agency_code, num.period_kind, num.period_start)
        = (frame.num_cell, frame.measure_id, frame.agency_code, frame.period_kind, frame.period_start)
        AND (num.grouping, num.category) = (frame.grouping, frame.cell_category)
    LEFT JOIN value AS den
        ON (den.cell, den.measure_id, den.agency_code, den.period_kind, den.period_start)
        = (frame.den_cell, frame.measure_id, frame.agency_code, frame.period_kind, frame.period_start)
        AND (den.grouping, den.category) = (frame.grouping, frame.cell_category)
    LEFT JOIN value AS missing
        ON (missing.cell, missing.measure_id, missing.agency_code, missing.period_kind, missing.period_start)
        = (frame.missing_cell, frame.measure_id, frame.agency_code, frame.period_kind, frame.period_start)
        AND (missing.grouping, missing.category) = (frame.grouping, frame.cell_category)
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
ORDER BY line_no, agency_code, period_kind, period_start, category
