-- Checklists and case reviews: practices that an agency's latest checklist leaves out, quarters with few records read, and
-- kinds of police records of which the last four quarters hold too few to compare.
WITH latest AS (
    SELECT agency_code, max(review_round) AS review_round FROM core.policy_response GROUP BY agency_code
),

answered AS (
    SELECT r.agency_code, r.element_id FROM core.policy_response AS r
    INNER JOIN latest USING (agency_code, review_round)
    WHERE r.status IS NOT NULL
),

-- Of a quarter that is a tally, records are no longer told apart: there are at least as many as looks at one practice.
tallied AS (
    SELECT * EXCLUDE (element_id, looks), max(looks) AS looks
    FROM (
        SELECT agency_code, event_quarter, record_kind, arrest_made, goa, dual_arrest, limited_english, element_id, count(*) AS looks
        FROM core.case_review_item
        WHERE source_row = 0
        GROUP BY ALL
    )
    GROUP BY ALL
),

record AS (
    SELECT
        agency_code, review_case_id, any_value(event_quarter) AS event_quarter, any_value(record_kind) AS record_kind,
        bool_or(arrest_made) AS arrest_made, bool_or(goa) AS goa, bool_or(dual_arrest) AS dual_arrest,
        bool_or(limited_english) AS limited_english
    FROM core.case_review_item
    WHERE source_row IS DISTINCT FROM 0
    GROUP BY agency_code, review_case_id
    UNION ALL BY NAME
    SELECT * EXCLUDE (looks), unnest(range(looks))::VARCHAR AS review_case_id FROM tallied
),

recent AS (
    SELECT * FROM record
    WHERE record_kind = 'patrol_report'
    QUALIFY dense_rank() OVER (PARTITION BY agency_code ORDER BY event_quarter DESC) <= 4
),

stratum AS (
    SELECT
        agency_code,
        unnest([
            {'kind': 'an arrest', 'records': count(*) FILTER (arrest_made)},
            {'kind': 'no arrest', 'records': count(*) FILTER (NOT arrest_made)},
            {'kind': 'a suspect who had gone', 'records': count(*) FILTER (goa)},
            {'kind': 'two arrests', 'records': count(*) FILTER (dual_arrest)},
            {'kind': 'limited English', 'records': count(*) FILTER (limited_english)}
        ]) AS found
    FROM recent
    GROUP BY agency_code
)

SELECT
    'cross_practices_unanswered' AS check_id, 'policy_checklist' AS dataset, 'element_id' AS field_name, latest.agency_code,
    latest.review_round AS row_id, count(*)::VARCHAR AS other
FROM latest
INNER JOIN ops.asked_area AS a USING (agency_code)
INNER JOIN core.current_element AS e ON e.agency_area = a.agency_area AND e.retired_on_date IS NULL
ANTI JOIN answered ON answered.agency_code = latest.agency_code AND answered.element_id = e.element_id
GROUP BY latest.agency_code, latest.review_round
UNION ALL BY NAME
SELECT
    'cross_review_few_records' AS check_id, 'case_review' AS dataset, 'review_case_id' AS field_name, agency_code, event_quarter AS row_id,
    count(*)::VARCHAR AS other
FROM record
GROUP BY agency_code, event_quarter
HAVING count(*) < {fewest_records}
UNION ALL BY NAME
SELECT
    'cross_review_stratum' AS check_id, 'case_review' AS dataset, 'record_kind' AS field_name, agency_code, found.kind AS other
FROM stratum
WHERE found.records < {fewest_of_stratum}
