-- A row is one place that names one document by its number, and whether the source book has it. Of checklists only the
-- latest answer of each element counts, of the map the latest version. Nothing is left out; a reference that leads nowhere is
-- called missing. A document that took the place of another may itself have been replaced since: that is no wrong reference.
WITH map_now AS (
    SELECT max(map_version) AS map_version FROM core.process_step
),

named AS (
    SELECT 'Policy checklist' AS named_in, agency_code, element_id AS place, doc_id FROM pub.policy_response
    UNION ALL BY NAME
    SELECT 'Case-processing map' AS named_in, step_id AS place, unnest(string_split(forms_used, ';')) AS doc_id
    FROM core.process_step INNER JOIN map_now USING (map_version)
    UNION ALL BY NAME
    SELECT 'Materials checklist' AS named_in, agency_code, material_id AS place, doc_id FROM core.material
    UNION ALL BY NAME
    SELECT 'Milestones' AS named_in, milestone_id AS place, evidence_doc_id AS doc_id FROM core.milestone
    UNION ALL BY NAME
    SELECT 'Consultation events' AS named_in, event_id AS place, report_doc_id AS doc_id FROM core.consultation_event
    UNION ALL BY NAME
    SELECT 'Source book' AS named_in, agency_code, doc_id AS place, superseded_by AS doc_id FROM core.policy_document
)

SELECT DISTINCT
    named.named_in,
    named.agency_code,
    named.place,
    trim(named.doc_id) AS doc_id,
    CASE
        WHEN document.doc_id IS NULL THEN 'missing'
        WHEN document.superseded_by IS NOT NULL AND named.named_in <> 'Source book' THEN 'replaced'
        WHEN document.in_source_book = false THEN 'no_copy'
        ELSE 'in_book'
    END AS standing,
    document.superseded_by AS replaced_by
FROM named
LEFT JOIN core.policy_document AS document ON upper(trim(document.doc_id)) = upper(trim(named.doc_id))
WHERE trim(named.doc_id) <> ''
ORDER BY ALL
