-- A row is one category of one grouping that has a value at one agency.
INSERT INTO median_seen BY NAME
SELECT $id AS measure_id, agency_code, {grouping} AS grouping, {category} AS category
FROM median_row
GROUP BY GROUPING SETS ({seen_sets})
