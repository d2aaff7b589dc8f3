-- A row is one recommendation for one agency and element, with its latest decision that counts. A recommendation that names no agency
-- stands for each agency of its area, or as 'all' where there is none. Nothing is left out.
WITH latest AS (
    SELECT *
    FROM core.decision_standing
    WHERE not_counted_check_id IS NULL
    QUALIFY row_number() OVER (PARTITION BY rec_id ORDER BY decided_date DESC NULLS LAST, decision_id DESC) = 1
),

addressed AS (
    SELECT recommendation.*, coalesce(recommendation.agency_code, agency.agency_code, 'all') AS of_agency
    FROM core.recommendation AS recommendation
    LEFT JOIN ops.agency AS agency
        ON recommendation.agency_code IS NULL AND agency.agency_area = recommendation.agency_area
)

SELECT
    addressed.of_agency AS agency_code,
    coalesce(agency.agency_name, addressed.of_agency) AS agency_name,
    addressed.element_id,
    addressed.rec_id,
    addressed.submitted_date,
    addressed.priority,
    addressed.origin,
    addressed.current_text_ref,
    addressed.proposed_change,
    addressed.survivor_impact_note,
    latest.decision_id,
    latest.decided_by,
    latest.decision,
    latest.decided_date,
    latest.reason,
    latest.decided_text,
    latest.effective_date,
    latest.owner_role,
    latest.status AS decision_status
FROM addressed
LEFT JOIN ops.agency AS agency ON agency.agency_code = addressed.of_agency
LEFT JOIN latest ON latest.rec_id = addressed.rec_id
ORDER BY agency_code, element_id, submitted_date, addressed.rec_id
