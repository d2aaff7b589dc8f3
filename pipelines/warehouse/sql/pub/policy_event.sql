-- A row is one accepted decision and the day it takes effect. Left out: decisions without that day, not accepted,
-- or that do not count.
SELECT
    decision.decision_id,
    decision.effective_date,
    coalesce(element.agency_area, recommendation.agency_area) AS agency_area,
    recommendation.element_id,
    element.title
FROM core.decision_standing AS decision
LEFT JOIN core.recommendation AS recommendation USING (rec_id)
LEFT JOIN core.current_element AS element USING (element_id)
WHERE
    decision.not_counted_check_id IS NULL AND decision.effective_date IS NOT NULL AND decision.decision IN ('accepted', 'accepted_modified')
ORDER BY decision.effective_date, decision.decision_id
