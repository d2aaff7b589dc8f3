-- A row is one planned activity, with whether it overlaps with another of the same work group; by time.
WITH planned AS (
    SELECT *, planned_ts + to_minutes((coalesce(hours, 1) * 60)::BIGINT) AS ends_ts
    FROM pub.scheduled_activity
)

SELECT
    s.*, coalesce(k.label, s.activity_kind) AS kind_label, coalesce(st.label, s.status) AS status_label,
    a.agency_name, g.title AS group_title, step.label AS step_label,
    EXISTS (
        SELECT 1 FROM planned AS o
        WHERE
            o.activity_id <> s.activity_id
            AND o.group_id = s.group_id
            AND o.planned_ts < s.ends_ts
            AND s.planned_ts < o.ends_ts
            AND o.status <> 'canceled'
            AND s.status <> 'canceled'
    ) AS overlaps
FROM planned AS s
LEFT JOIN ops.agency AS a ON a.agency_code = s.agency_code
LEFT JOIN pub.work_group AS g ON g.group_id = s.group_id
LEFT JOIN ops.code_list AS k ON k.code_list = 'activity_kind' AND k.code = s.activity_kind
LEFT JOIN ops.code_list AS st ON st.code_list = 'activity_status' AND st.code = s.status
LEFT JOIN ops.code_list AS step ON step.code_list = 'process_step' AND step.code = s.step_id
ORDER BY s.planned_ts, s.activity_id
