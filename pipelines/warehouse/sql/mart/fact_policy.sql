-- A row is one answer of one agency's policy checklist; it holds until the element is answered again.
-- An answer without a day counts from the end of the period its checklist covers. Nothing is left out.
WITH answered AS (
    SELECT
        response.agency_code,
        response.element_id,
        response.review_round,
        response.status,
        coalesce(response.reviewed_on_date, submission.period_end) AS valid_from,
        response.submission_id,
        response.source_sheet,
        response.source_row
    FROM core.policy_response AS response
    LEFT JOIN ops.submission USING (submission_id)
)

SELECT
    *,
    valid_from AS event_date,
    lead(valid_from) OVER (PARTITION BY agency_code, element_id ORDER BY valid_from, review_round) AS valid_to
FROM answered
