-- A row is one category of one grouping that has a value at one agency.
INSERT INTO median_seen BY NAME
SELECT DISTINCT measure_id, agency_code, grouping, category
FROM median_count
INNER JOIN measure_agency USING (measure_id, agency_code)
WHERE grouping <> 'none'
