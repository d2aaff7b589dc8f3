-- A row is one thing that a group, an agency or an area lacks: a lead or somebody who does the work in a group that reads
-- and assesses; an advocate there and on the team; more or fewer than $fewest to $most seats in a work group; a liaison; a
-- partner; a head who was asked who should serve. Advocates are known by their seat, their role or their agency.
WITH held AS (
    SELECT * FROM pub.team_member WHERE left_date IS NULL
),

at_work AS (
    SELECT * FROM pub.work_group WHERE closed_date IS NULL
),

counted AS (
    SELECT
        g.group_id, g.title, g.meeting_group, g.meeting_group IN ('work_group', 'case_review') AS reads_files,
        count(h.member_id) AS seats_count,
        count(h.member_id) FILTER (h.seat = 'lead') AS leads_count,
        count(h.member_id) FILTER (
            h.seat = 'advocate' OR h.member_role ILIKE '%advoca%' OR a.agency_area = 'advocacy'
        ) AS advocates_count,
        count(h.member_id) FILTER (h.seat IN ('practitioner', 'supervisor')) AS practitioners_count
    FROM at_work AS g
    LEFT JOIN held AS h ON h.group_id = g.group_id
    LEFT JOIN ops.agency AS a ON a.agency_code = h.agency_code
    GROUP BY ALL
),

gap AS (
    SELECT 'group' AS kind, title AS subject, 'no_lead' AS gap, NULL AS seats_count FROM counted WHERE reads_files AND leads_count = 0
    UNION ALL BY NAME
    SELECT 'group' AS kind, title AS subject, 'no_advocate' AS gap
    FROM counted
    WHERE (reads_files OR meeting_group IN ('team', 'implementation')) AND advocates_count = 0
    UNION ALL BY NAME
    SELECT 'group' AS kind, title AS subject, 'no_practitioner' AS gap FROM counted WHERE reads_files AND practitioners_count = 0
    UNION ALL BY NAME
    SELECT 'group' AS kind, title AS subject, 'size' AS gap, seats_count
    FROM counted
    WHERE meeting_group = 'work_group' AND NOT seats_count BETWEEN $fewest AND $most
    UNION ALL BY NAME
    SELECT 'agency' AS kind, a.agency_name AS subject, 'no_liaison' AS gap
    FROM ops.agency AS a
    WHERE
        EXISTS (SELECT 1 FROM pub.team_member)
        AND NOT EXISTS (SELECT 1 FROM held AS h WHERE h.agency_code = a.agency_code AND h.seat = 'liaison')
    UNION ALL BY NAME
    SELECT 'agency' AS kind, p.organization AS subject, 'not_consulted' AS gap
    FROM pub.partner AS p
    WHERE p.director_consulted_date IS NULL AND p.participation_status = 'participating' AND p.agency_code IS NOT NULL
    UNION ALL BY NAME
    SELECT 'area' AS kind, area.label AS subject, 'no_partner' AS gap
    FROM ops.code_list AS area
    WHERE
        area.code_list = 'agency_area'
        AND area.code NOT IN ('coordinator', 'cross_agency')
        AND EXISTS (SELECT 1 FROM pub.partner)
        AND NOT EXISTS (
            SELECT 1 FROM ops.agency AS a
            INNER JOIN pub.partner AS p ON p.agency_code = a.agency_code
            WHERE a.agency_area = area.code AND p.participation_status IS DISTINCT FROM 'not_participating'
        )
        AND NOT EXISTS (
            SELECT 1 FROM at_work AS g WHERE list_contains(string_split(replace(g.areas, ' ', ''), ';'), area.code)
        )
)

SELECT * FROM gap ORDER BY kind DESC, subject, gap
