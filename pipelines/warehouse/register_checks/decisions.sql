-- From recommendation to milestone: reviews that are missing, late or before what they are about, decisions that do not count
-- as they come before their recommendation or have none, milestones planned after their decision takes effect or done before it was made, documents that a new one
-- of their kind took the place of and that are not marked as replaced, events with figures of an edition that nobody approved.
WITH today AS (SELECT as_of_date FROM stg.setting),

asked AS (
    SELECT rec_id, agency_area FROM core.recommendation WHERE agency_area IS NOT NULL AND agency_area <> 'cross_agency'
    UNION
    SELECT rec_id, lower(trim(unnest(string_split(areas_affected, ';')))) FROM core.recommendation
),

first_review AS (
    SELECT rec_id, agency_area, min(reviewed_on_date) AS reviewed_on_date FROM core.recommendation_review GROUP BY ALL
)

SELECT
    'cross_review_missing' AS check_id, 'recommendations' AS dataset, 'areas_affected' AS field_name, r.rec_id AS row_id, r.agency_code,
    asked.agency_area AS other, r.submission_id, r.source_sheet, r.source_row
FROM core.recommendation AS r
INNER JOIN asked USING (rec_id)
CROSS JOIN today
ANTI JOIN first_review ON first_review.rec_id = r.rec_id AND first_review.agency_area = asked.agency_area
WHERE asked.agency_area <> '' AND r.submitted_date + {review_days} < today.as_of_date
UNION ALL BY NAME
SELECT
    CASE WHEN v.reviewed_on_date < r.submitted_date THEN 'cross_review_before_recommendation' ELSE 'cross_review_late' END AS check_id,
    'reviews' AS dataset, 'reviewed_on_date' AS field_name, v.rec_id AS row_id, r.agency_code, v.agency_area AS other,
    v.submission_id, v.source_sheet, v.source_row
FROM core.recommendation_review AS v
INNER JOIN core.recommendation AS r USING (rec_id)
INNER JOIN first_review AS f ON f.rec_id = v.rec_id AND f.agency_area = v.agency_area AND f.reviewed_on_date = v.reviewed_on_date
WHERE v.reviewed_on_date < r.submitted_date OR v.reviewed_on_date > r.submitted_date + {review_days}
UNION ALL BY NAME
SELECT
    d.not_counted_check_id AS check_id, 'decisions' AS dataset, CASE WHEN r.rec_id IS NULL THEN 'rec_id' ELSE 'decided_date' END AS field_name,
    d.decision_id AS row_id, r.agency_code, d.rec_id AS other, d.submission_id, d.source_sheet, d.source_row
FROM core.decision_standing AS d
LEFT JOIN core.recommendation AS r ON r.rec_id = d.rec_id
WHERE d.not_counted_check_id IS NOT NULL
UNION ALL BY NAME
SELECT
    CASE WHEN m.planned_date > d.effective_date THEN 'cross_milestone_after_effect' ELSE 'cross_milestone_before_decision' END AS check_id,
    'milestones' AS dataset, CASE WHEN m.planned_date > d.effective_date THEN 'planned_date' ELSE 'done_date' END AS field_name,
    m.milestone_id AS row_id, r.agency_code, d.decision_id AS other, m.submission_id, m.source_sheet, m.source_row
FROM core.milestone AS m
INNER JOIN core.decision AS d USING (decision_id)
LEFT JOIN core.recommendation AS r ON r.rec_id = d.rec_id
WHERE m.planned_date > d.effective_date OR m.done_date < d.decided_date
UNION ALL BY NAME
SELECT
    'cross_conclusion_before_meeting' AS check_id, 'conclusions' AS dataset, 'concluded_date' AS field_name, c.conclusion_id AS row_id,
    c.agency_code, m.meeting_id AS other, c.submission_id, c.source_sheet, c.source_row
FROM core.conclusion AS c
INNER JOIN core.meeting AS m USING (meeting_id)
WHERE c.concluded_date < m.meeting_date
UNION ALL BY NAME
SELECT
    'cross_old_document_in_use' AS check_id, 'source_book' AS dataset, 'superseded_by' AS field_name, old.doc_id AS row_id,
    old.agency_code, fresh.doc_id AS other, old.submission_id, old.source_sheet, old.source_row
FROM core.milestone AS m
INNER JOIN core.decision AS d USING (decision_id)
INNER JOIN core.recommendation AS r ON r.rec_id = d.rec_id
INNER JOIN core.policy_document AS old ON upper(trim(old.doc_id)) = upper(trim(split_part(r.current_text_ref, ',', 1)))
INNER JOIN core.policy_document AS fresh
    ON upper(trim(fresh.doc_id)) = upper(trim(m.evidence_doc_id)) AND fresh.doc_type = old.doc_type
    AND upper(trim(fresh.doc_id)) <> upper(trim(old.doc_id))
WHERE m.milestone_kind IN ('form', 'procedure') AND m.done_date IS NOT NULL AND trim(coalesce(old.superseded_by, '')) = ''
UNION ALL BY NAME
SELECT
    'cross_edition_not_approved' AS check_id, 'events' AS dataset, 'edition_label' AS field_name, e.event_id AS row_id,
    e.edition_label AS other, e.submission_id, e.source_sheet, e.source_row
FROM core.public_event AS e
WHERE
    e.status IN ('approved', 'held') AND trim(e.edition_label) <> ''
    AND NOT EXISTS (
        SELECT 1 FROM core.release_review AS v
        WHERE upper(trim(v.edition_label)) = upper(trim(e.edition_label)) AND v.verdict = 'approved'
    )
