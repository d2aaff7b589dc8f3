-- A row is one answer of one agency's policy checklist; it holds until the element is answered again, or is retired here.
-- An answer without a day counts from the end of the period its checklist covers. Nothing is left out.
WITH answered AS (
    SELECT
        response.agency_code,
        response.element_id,
        response.review_round,
        response.status,
        coalesce(response.reviewed_on_date, submission.period_end) AS valid_from,
        element.retired_on_date,
        response.submission_id,
        response.source_sheet,
        response.source_row
    FROM core.policy_response AS response
    LEFT JOIN ops.submission USING (submission_id)
    LEFT JOIN core.current_element AS element USING (element_id)
)

SELECT
    * EXCLUDE (retired_on_date),
    valid_from AS event_date,
    least(lead(valid_from) OVER (PARTITION BY agency_code, element_id ORDER BY valid_from, review_round), retired_on_date) AS valid_to
FROM answered
