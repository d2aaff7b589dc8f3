-- A row is an accepted decision and the day it takes effect.
SELECT effective_date, agency_area, element_id, coalesce(title, element_id) AS title
FROM pub.policy_event
ORDER BY effective_date, decision_id
