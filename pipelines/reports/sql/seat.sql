-- A row is one seat of one team or work group; seats that are held first.
SELECT
    m.*, coalesce(g.title, m.group_id) AS group_title, g.areas, g.purpose, g.closed_date,
    coalesce(k.label, g.meeting_group) AS group_label, coalesce(a.agency_name, m.organization) AS from_name,
    coalesce(s.label, m.seat) AS seat_label, s.position AS seat_position
FROM pub.team_member AS m
LEFT JOIN pub.work_group AS g ON g.group_id = m.group_id
LEFT JOIN ops.agency AS a ON a.agency_code = m.agency_code
LEFT JOIN ops.code_list AS k ON k.code_list = 'meeting_group' AND k.code = g.meeting_group
LEFT JOIN ops.code_list AS s ON s.code_list = 'team_seat' AND s.code = m.seat
ORDER BY k.position, group_title, m.left_date IS NOT NULL, seat_position, from_name, m.member_id
