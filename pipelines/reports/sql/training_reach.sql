-- A row is one training for one agency and target group over all its days, or an agency that no training reached.
WITH held AS (
    SELECT
        agency_code, target_group, title, any_value(training_kind) AS training_kind, min(event_id) AS event_id,
        count(*) AS sessions_count, max(held_date) AS last_date, max(target_n) AS target_count,
        sum(attended_n)::BIGINT AS attended_count, sum(invited_n)::BIGINT AS invited_count,
        sum(capacity_n)::BIGINT AS capacity_count, sum(hours * attended_n) AS hours,
        sum(avg_pre * attended_n) / sum(attended_n) FILTER (avg_pre IS NOT NULL) AS score_before,
        sum(avg_post * attended_n) / sum(attended_n) FILTER (avg_post IS NOT NULL) AS score_after,
        sum(cost_usd) AS cost
    FROM pub.training_event
    GROUP BY agency_code, target_group, title
)

SELECT
    held.*,
    CASE WHEN held.attended_count IS NOT NULL AND held.target_count > 0 THEN least(held.attended_count / held.target_count, 1) END
        AS reached_share, coalesce(a.agency_name, 'All agencies') AS agency_name, t.label AS target_label, k.label AS kind_label
FROM held
FULL JOIN ops.agency AS a ON a.agency_code = held.agency_code
LEFT JOIN ops.code_list AS t ON t.code_list = 'target_group' AND t.code = held.target_group
LEFT JOIN ops.code_list AS k ON k.code_list = 'training_kind' AND k.code = held.training_kind
LEFT JOIN ops.code_list AS area ON area.code_list = 'agency_area' AND area.code = a.agency_area
WHERE held.title IS NOT NULL OR EXISTS (SELECT 1 FROM pub.training_event)
ORDER BY area.position NULLS FIRST, agency_name, held.last_date DESC, held.title, held.target_group
