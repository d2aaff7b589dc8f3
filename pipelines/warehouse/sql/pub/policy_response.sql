-- A row is one recommended practice for one agency, with the latest answer of its policy checklist; status is null
-- where there is none. Every element that the agency is asked stands here, retired ones too, and whatever else was
-- answered for it. What every agency is asked stands with the agency's own area.
-- Policy data are about texts, not people: no small-number rule applies, and nothing is left out.
WITH answer AS (
    SELECT
        *,
        lag(status) OVER answers AS previous_status,
        row_number() OVER (
            PARTITION BY agency_code, element_id
            ORDER BY reviewed_on_date DESC NULLS LAST, review_round DESC
        ) AS age
    FROM core.policy_response
    WINDOW answers AS (
        PARTITION BY agency_code, element_id ORDER BY reviewed_on_date NULLS FIRST, review_round
    )
),

wanted AS (
    SELECT asked.agency_code, element.element_id
    FROM ops.asked_area AS asked
    INNER JOIN core.current_element AS element USING (agency_area)
    UNION
    SELECT agency_code, element_id FROM answer
)

SELECT
    wanted.agency_code,
    coalesce(agency.agency_name, wanted.agency_code) AS agency_name,
    coalesce(nullif(element.agency_area, 'cross_agency'), agency.agency_area) AS agency_area,
    wanted.element_id,
    element.element_no,
    coalesce(element.title, wanted.element_id) AS title,
    element.requirement_text AS requirement,
    element.met_when,
    answer.review_round,
    answer.status,
    answer.doc_id,
    answer.section_ref,
    answer.page_ref,
    answer.local_wording,
    answer.rationale,
    answer.located_elsewhere_note,
    answer.barrier_note,
    answer.reviewer_role,
    answer.second_reviewer_role,
    CASE WHEN answer.agreed THEN 'yes' WHEN NOT answer.agreed THEN 'no' END AS agreed,
    answer.reviewed_on_date AS reviewed_on,
    answer.previous_status,
    element.wording_from_date,
    element.retired_on_date,
    element.retired_reason
FROM wanted
LEFT JOIN ops.agency AS agency USING (agency_code)
LEFT JOIN core.current_element AS element USING (element_id)
LEFT JOIN answer
    ON answer.agency_code = wanted.agency_code AND answer.element_id = wanted.element_id AND answer.age = 1
ORDER BY wanted.agency_code, agency_area, element.element_no, wanted.element_id
