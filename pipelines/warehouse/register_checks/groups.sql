-- Who sits where on the site's day: groups that read and assess without a lead or somebody who does the work; these and the
-- teams without an advocate (by seat, role or agency); work groups too small or too large; agencies without a liaison, heads
-- who were not asked whom to name, members without orientation, meetings of too few.
WITH today AS (SELECT as_of_date FROM stg.setting),

held AS (
    SELECT seat.*
    FROM core.team_member AS seat
    CROSS JOIN today
    WHERE (seat.joined_date IS NULL OR seat.joined_date <= today.as_of_date)
        AND (seat.left_date IS NULL OR seat.left_date > today.as_of_date)
),

open_group AS (
    SELECT
        g.group_id, g.meeting_group, g.meeting_group IN ('work_group', 'case_review') AS reads_files, g.submission_id,
        g.source_sheet, g.source_row, count(held.member_id) AS seats, count(*) FILTER (held.seat = 'lead') AS leads,
        count(*) FILTER (held.seat = 'advocate' OR held.member_role ILIKE '%advoca%' OR a.agency_area = 'advocacy') AS advocates,
        count(*) FILTER (held.seat IN ('practitioner', 'supervisor')) AS practitioners
    FROM core.work_group AS g
    CROSS JOIN today
    LEFT JOIN held USING (group_id)
    LEFT JOIN ops.agency AS a ON a.agency_code = held.agency_code
    WHERE g.meeting_group IN ('work_group', 'case_review', 'team', 'implementation')
        AND (g.closed_date IS NULL OR g.closed_date > today.as_of_date)
        AND EXISTS (SELECT 1 FROM core.team_member)
    GROUP BY ALL
),

lacking AS (
    SELECT 'cross_group_without_lead' AS check_id, 'seat' AS field_name, * FROM open_group WHERE reads_files AND leads = 0
    UNION ALL
    SELECT 'cross_group_without_advocate', 'seat', * FROM open_group WHERE advocates = 0
    UNION ALL
    SELECT 'cross_group_without_practitioner', 'seat', * FROM open_group WHERE reads_files AND practitioners = 0
    UNION ALL
    SELECT 'cross_group_size', 'group_id', * FROM open_group
    WHERE meeting_group = 'work_group' AND (seats < {smallest_group} OR seats > {largest_group})
),

meeting AS (
    SELECT
        m.*,
        (SELECT count(DISTINCT s.agency_code) FROM core.team_member AS s
            WHERE s.group_id = m.group_id AND s.agency_code IS NOT NULL
                AND (s.joined_date IS NULL OR s.joined_date <= m.meeting_date)
                AND (s.left_date IS NULL OR s.left_date > m.meeting_date)) AS agencies_of_group,
        (SELECT count(DISTINCT s.agency_code) FROM core.team_member AS s
            WHERE s.group_id = m.group_id
                AND (s.joined_date IS NULL OR s.joined_date <= m.meeting_date)
                AND (s.left_date IS NULL OR s.left_date > m.meeting_date)
                AND list_contains(
                    list_transform(string_split(m.agencies_present, ';'), lambda a: lower(trim(a))), s.agency_code
                )) AS agencies_there
    FROM core.meeting AS m
    WHERE m.agencies_present IS NOT NULL
)

SELECT
    check_id, 'work_groups' AS dataset, field_name, group_id AS row_id, CASE WHEN check_id = 'cross_group_size' THEN seats::VARCHAR END AS other,
    submission_id, source_sheet, source_row
FROM lacking
UNION ALL BY NAME
SELECT 'cross_agency_without_liaison' AS check_id, 'team_members' AS dataset, 'seat' AS field_name, a.agency_code
FROM ops.agency AS a
WHERE
    EXISTS (SELECT 1 FROM core.team_member)
    AND (a.active_to_date IS NULL OR a.active_to_date >= (SELECT as_of_date FROM today))
    AND a.agency_code NOT IN (SELECT held.agency_code FROM held WHERE held.seat = 'liaison' AND held.agency_code IS NOT NULL)
UNION ALL BY NAME
SELECT
    'cross_director_not_consulted' AS check_id, 'partners_mou' AS dataset, 'director_consulted_date' AS field_name,
    p.partner_id AS row_id, p.agency_code, p.submission_id, p.source_sheet, p.source_row
FROM core.partner AS p
WHERE
    p.agency_code IS NOT NULL AND p.director_consulted_date IS NULL AND p.participation_status IS DISTINCT FROM 'not_participating'
    AND EXISTS (SELECT 1 FROM core.work_group AS g WHERE g.meeting_group = 'implementation')
UNION ALL BY NAME
SELECT
    'cross_orientation_missing' AS check_id, 'team_members' AS dataset, 'joined_date' AS field_name, held.member_id AS row_id,
    held.agency_code, held.submission_id, held.source_sheet, held.source_row
FROM held
CROSS JOIN today
WHERE
    held.agency_code IS NOT NULL AND held.joined_date + {orientation_days} < today.as_of_date
    AND EXISTS (SELECT 1 FROM core.training_event)
    AND NOT EXISTS (
        SELECT 1 FROM core.training_event AS t
        WHERE t.training_kind = 'orientation' AND t.agency_code = held.agency_code
            AND t.held_date BETWEEN held.joined_date AND held.joined_date + {orientation_days}
    )
UNION ALL BY NAME
SELECT
    'cross_meeting_too_few' AS check_id, 'meetings' AS dataset, 'agencies_present' AS field_name, meeting_id AS row_id,
    agencies_there || ' of ' || agencies_of_group AS other, submission_id, source_sheet, source_row
FROM meeting
WHERE 2 * agencies_there < agencies_of_group
