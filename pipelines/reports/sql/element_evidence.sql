-- A row is one recommended practice at one agency, with the evidence that is planned and in hand, as $audience may see it.
-- Left out: practices that the site retired.
WITH planned AS (
    SELECT
        agency_code, element_id, count(DISTINCT evidence_kind) AS planned_count,
        string_agg(DISTINCT evidence_kind, '; ' ORDER BY evidence_kind) AS planned_kinds
    FROM pub.assessment_plan_item
    WHERE status IS DISTINCT FROM 'dropped'
    GROUP BY ALL
),

review AS (
    SELECT agency_code, element_id, suppressed, demonstrated, applicable
    FROM pub.case_review
    WHERE audience = $audience AND event_quarter = 'all'
),

told AS (
    SELECT
        agency_code, element_id,
        max(sources_count) FILTER (evidence_kind = 'interview') AS interviews_count,
        max(sources_count) FILTER (evidence_kind = 'observation') AS observations_count,
        coalesce(bool_or(evidence_kind = 'interview'), false) AS has_interview,
        coalesce(bool_or(evidence_kind = 'observation'), false) AS has_observation,
        coalesce(bool_or(evidence_kind = 'survivor_information'), false) AS has_survivors
    FROM pub.practice_evidence
    GROUP BY ALL
),

of_all AS (
    SELECT element_id FROM told WHERE agency_code = 'all' AND has_survivors
),

concluded AS (
    SELECT element_id, agency_code, count(*) AS conclusions_count FROM pub.conclusion GROUP BY ALL
),

recommended AS (
    SELECT element_id, agency_code, count(*) AS recommendations_count FROM pub.policy_action GROUP BY ALL
)

SELECT
    p.agency_code, p.agency_name, p.element_id, p.title, p.status AS policy_status,
    coalesce(planned.planned_count, 0) AS planned_count, planned.planned_kinds,
    review.element_id IS NOT NULL AS has_review, coalesce(review.suppressed, false) AS suppressed,
    CASE WHEN NOT review.suppressed THEN review.demonstrated END AS demonstrated,
    CASE WHEN NOT review.suppressed THEN review.applicable END AS applicable,
    told.interviews_count, told.observations_count,
    coalesce(told.has_interview, false) AS has_interview, coalesce(told.has_observation, false) AS has_observation,
    coalesce(told.has_survivors, false) OR of_all.element_id IS NOT NULL AS has_survivors,
    (
        SELECT coalesce(sum(c.conclusions_count), 0)::BIGINT
        FROM concluded AS c
        WHERE c.element_id = p.element_id AND coalesce(c.agency_code, p.agency_code) = p.agency_code
    ) AS conclusions_count,
    (
        SELECT coalesce(sum(r.recommendations_count), 0)::BIGINT
        FROM recommended AS r
        WHERE r.element_id = p.element_id AND r.agency_code IN (p.agency_code, 'all')
    ) AS recommendations_count
FROM pub.policy_response AS p
LEFT JOIN planned ON planned.agency_code = p.agency_code AND planned.element_id = p.element_id
LEFT JOIN review ON review.agency_code = p.agency_code AND review.element_id = p.element_id
LEFT JOIN told ON told.agency_code = p.agency_code AND told.element_id = p.element_id
LEFT JOIN of_all ON of_all.element_id = p.element_id
LEFT JOIN ops.code_list AS area ON area.code_list = 'agency_area' AND area.code = p.agency_area
WHERE p.retired_on_date IS NULL
ORDER BY area.position, p.agency_name, left(p.element_id, 3), p.element_no, p.element_id
