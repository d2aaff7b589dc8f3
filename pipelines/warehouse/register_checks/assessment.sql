-- The assessment: practices with too few kinds of evidence planned or none, steps that the map lacks or counts wrongly, documents
-- that were replaced and are still named or that no step uses, activities past their day or at one hour, conclusions that rest
-- on little.
WITH today AS (SELECT as_of_date FROM stg.setting),

planned AS (
    SELECT
        agency_code, element_id, count(DISTINCT evidence_kind) AS kinds, any_value(submission_id) AS submission_id,
        any_value(source_sheet) AS source_sheet, min(source_row) AS source_row
    FROM core.assessment_plan_item
    WHERE status IS DISTINCT FROM 'dropped'
    GROUP BY agency_code, element_id
),

map_now AS (
    SELECT * FROM core.process_step
    WHERE map_version IS NOT DISTINCT FROM (SELECT max(map_version) FROM core.process_step)
),

ordered AS (
    SELECT *, sequence - coalesce(lag(sequence) OVER (ORDER BY sequence, step_id), 0) AS stride FROM map_now WHERE sequence IS NOT NULL
),

named AS (
    SELECT 'policy_checklist' AS dataset, element_id AS row_id, 'doc_id' AS field_name, agency_code, doc_id, submission_id, source_sheet, source_row
    FROM core.policy_response
    QUALIFY row_number() OVER (PARTITION BY agency_code, element_id ORDER BY review_round DESC) = 1
    UNION ALL BY NAME
    SELECT 'process_map' AS dataset, step_id AS row_id, 'forms_used' AS field_name, unnest(string_split(forms_used, ';')) AS doc_id, submission_id, source_sheet, source_row
    FROM map_now
    UNION ALL BY NAME
    SELECT 'milestones' AS dataset, milestone_id AS row_id, 'evidence_doc_id' AS field_name, evidence_doc_id AS doc_id, submission_id, source_sheet, source_row
    FROM core.milestone
),

on_map AS (
    SELECT DISTINCT upper(trim(doc_id)) AS doc_id FROM named WHERE dataset = 'process_map'
),

at_step AS (
    SELECT d.*, d.doc_type IN (SELECT v.doc_type FROM (VALUES {step_forms}) AS v (doc_type)) AS is_form
    FROM core.policy_document AS d
    WHERE
        EXISTS (SELECT 1 FROM map_now) AND trim(coalesce(d.superseded_by, '')) = ''
        AND d.doc_type IN (SELECT v.doc_type FROM (VALUES {step_documents}) AS v (doc_type))
        AND upper(trim(d.doc_id)) NOT IN (SELECT on_map.doc_id FROM on_map)
),

activity AS (
    SELECT *, planned_ts + to_minutes((60 * coalesce(hours, 1))::INTEGER) AS until_ts
    FROM core.scheduled_activity
    WHERE status IN ('planned', 'confirmed')
),

kinds AS (
    SELECT *, len(list_distinct(list_filter(list_transform(string_split(evidence_kinds, ';'), lambda k: lower(trim(k))), lambda k: k <> ''))) AS kinds
    FROM core.conclusion
    WHERE evidence_kinds IS NOT NULL
),

cited AS (
    SELECT *, trim(unnest(string_split(evidence_refs, ';'))) AS cited FROM core.conclusion
),

known AS (
    SELECT interview_id AS number FROM core.interview_log
    UNION
    SELECT observation_id FROM core.observation_log
    UNION
    SELECT doc_id FROM core.policy_document
    UNION
    SELECT measure_id FROM ops.measure_definition
    UNION
    SELECT event_id FROM core.consultation_event
    UNION
    SELECT finding_id FROM core.finding
    UNION
    SELECT review_case_id FROM core.case_review_item
)

SELECT
    'cross_plan_on_few_kinds' AS check_id, 'assessment_plan' AS dataset, 'evidence_kind' AS field_name, element_id AS row_id, agency_code,
    submission_id, source_sheet, source_row
FROM planned
WHERE kinds < {fewest_kinds}
UNION ALL BY NAME
SELECT
    'cross_practices_not_planned' AS check_id, 'assessment_plan' AS dataset, 'element_id' AS field_name, a.agency_code, count(*)::VARCHAR AS other
FROM ops.asked_area AS a
INNER JOIN core.current_element AS e ON e.agency_area = a.agency_area AND e.retired_on_date IS NULL
WHERE
    a.agency_code IN (SELECT planned.agency_code FROM planned)
    AND NOT EXISTS (SELECT 1 FROM planned WHERE planned.agency_code = a.agency_code AND planned.element_id = e.element_id)
GROUP BY a.agency_code
UNION ALL BY NAME
SELECT
    'cross_map_sequence' AS check_id, 'process_map' AS dataset, 'sequence' AS field_name, step_id AS row_id, sequence::VARCHAR AS other,
    submission_id, source_sheet, source_row
FROM ordered
WHERE stride <> 1
UNION ALL BY NAME
SELECT 'cross_map_step_missing' AS check_id, 'process_map' AS dataset, 'step_id' AS field_name, code.label AS other
FROM ops.code_list AS code
WHERE
    code.code_list = 'process_step' AND EXISTS (SELECT 1 FROM map_now)
    AND code.code NOT IN (SELECT map_now.step_id FROM map_now)
UNION ALL BY NAME
SELECT
    'cross_document_replaced' AS check_id, named.dataset, named.field_name, named.row_id, named.agency_code, d.superseded_by AS other,
    named.submission_id, named.source_sheet, named.source_row
FROM named
INNER JOIN core.policy_document AS d ON upper(trim(d.doc_id)) = upper(trim(named.doc_id))
WHERE trim(d.superseded_by) <> ''
UNION ALL BY NAME
SELECT
    CASE WHEN trim(coalesce(used_at_step, '')) = '' THEN 'cross_document_without_step' ELSE 'cross_form_not_on_map' END AS check_id,
    'source_book' AS dataset, 'used_at_step' AS field_name, doc_id AS row_id, agency_code, nullif(trim(used_at_step), '') AS other,
    submission_id, source_sheet, source_row
FROM at_step
WHERE trim(coalesce(used_at_step, '')) = '' OR is_form
UNION ALL BY NAME
SELECT
    'cross_activities_overlap' AS check_id, 'schedule' AS dataset, 'planned_ts' AS field_name, later.activity_id AS row_id, later.agency_code,
    earlier.activity_id AS other, later.submission_id, later.source_sheet, later.source_row
FROM activity AS later
INNER JOIN activity AS earlier
    ON earlier.group_id = later.group_id AND (earlier.planned_ts, earlier.activity_id) < (later.planned_ts, later.activity_id)
    AND later.planned_ts < earlier.until_ts
UNION ALL BY NAME
SELECT
    'cross_activity_past' AS check_id, 'schedule' AS dataset, 'planned_ts' AS field_name, activity_id AS row_id, agency_code,
    submission_id, source_sheet, source_row
FROM activity
CROSS JOIN today
WHERE planned_ts::DATE < today.as_of_date
UNION ALL BY NAME
SELECT
    'cross_conclusion_on_one_kind' AS check_id, 'conclusions' AS dataset, 'evidence_kinds' AS field_name, conclusion_id AS row_id,
    agency_code, submission_id, source_sheet, source_row
FROM kinds
WHERE kinds = 1
UNION ALL BY NAME
SELECT
    'cross_evidence_unknown' AS check_id, 'conclusions' AS dataset, 'evidence_refs' AS field_name, conclusion_id AS row_id, agency_code,
    cited AS other, submission_id, source_sheet, source_row
FROM cited
CROSS JOIN (SELECT count(*) > 0 AS is_any FROM core.case_review_item WHERE source_row = 0) AS tallied_now
WHERE NOT (tallied_now.is_any AND coalesce(evidence_kinds, '') LIKE '%case_review%')
    AND cited <> '' AND upper(cited) NOT IN (SELECT upper(trim(known.number)) FROM known WHERE known.number IS NOT NULL)
