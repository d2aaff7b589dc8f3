-- A row is one category of one grouping that has a value at one agency, or had one while its rows were kept.
INSERT INTO median_seen BY NAME
SELECT DISTINCT measure_id, agency_code, grouping, category
FROM median_count
INNER JOIN measure_agency USING (measure_id, agency_code)
WHERE grouping <> 'none'
UNION
SELECT line.measure_id, told_before.agency_code, line.grouping, told_before.category
FROM line
INNER JOIN told_before USING (measure_id, breakdown)
WHERE line.grouping <> 'none' AND line.quantile IS NOT NULL AND told_before.agency_code <> 'all'
