-- A row is one meeting, the newest first.
SELECT m.*, coalesce(g.title, k.label, m.meeting_group) AS group_title
FROM pub.meeting AS m
LEFT JOIN pub.work_group AS g ON g.group_id = m.group_id
LEFT JOIN ops.code_list AS k ON k.code_list = 'meeting_group' AND k.code = m.meeting_group
ORDER BY m.meeting_date DESC, m.meeting_id
