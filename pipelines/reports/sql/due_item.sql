-- A row is one thing that is due or past its day and not done: kind, number, words, whose it is, and the day. place names the
-- kind of line that it leads to in a workbook. Only what has a day stands here; reviews are due $review_days days after a
-- recommendation was submitted, orientation $orientation_days days after a seat was taken.
WITH open_review AS (
    SELECT r.rec_id, r.submitted_date, asked.agency_area
    FROM pub.recommendation AS r
    INNER JOIN (
        SELECT rec_id, agency_area FROM pub.recommendation WHERE agency_area IS NOT NULL
        UNION
        SELECT rec_id, unnest(string_split(areas_affected, ';')).trim() AS agency_area FROM pub.recommendation
    ) AS asked ON asked.rec_id = r.rec_id
    WHERE
        asked.agency_area <> ''
        AND NOT EXISTS (SELECT 1 FROM pub.decision AS d WHERE d.rec_id = r.rec_id)
        AND NOT EXISTS (
            SELECT 1 FROM pub.recommendation_review AS v
            WHERE v.rec_id = r.rec_id AND v.agency_area = asked.agency_area
        )
),

item AS (
    SELECT
        'file' AS kind, NULL AS number, s.dataset_title || ', ' || strftime(s.month, '%b %Y') AS words, s.agency_code,
        NULL AS owner_role, s.due_date, NULL AS place, s.status AS detail
    FROM ops.submission_status AS s
    WHERE s.status IN ('late', 'needs_fixing', 'not_due')
    UNION ALL BY NAME
    SELECT
        'review' AS kind, o.rec_id AS number, 'Review of the recommendation: ' || coalesce(area.label, o.agency_area) AS words,
        a.agency_code, o.submitted_date + $review_days::INTEGER AS due_date, 'recommendation' AS place
    FROM open_review AS o
    LEFT JOIN ops.agency AS a ON a.agency_area = o.agency_area
    LEFT JOIN ops.code_list AS area ON area.code_list = 'agency_area' AND area.code = o.agency_area
    UNION ALL BY NAME
    SELECT
        'decision' AS kind, d.decision_id AS number, coalesce(r.proposed_change, 'Work on a decision') AS words,
        r.agency_code, d.owner_role, d.due_date, 'decision' AS place
    FROM pub.decision AS d
    LEFT JOIN pub.recommendation AS r ON r.rec_id = d.rec_id
    WHERE d.status IS DISTINCT FROM 'done' AND d.status IS DISTINCT FROM 'dropped'
    UNION ALL BY NAME
    SELECT
        'milestone' AS kind, m.milestone_id AS number, m.title AS words, r.agency_code, m.owner_role,
        m.planned_date AS due_date, 'milestone' AS place
    FROM pub.milestone AS m
    LEFT JOIN pub.decision AS d ON d.decision_id = m.decision_id
    LEFT JOIN pub.recommendation AS r ON r.rec_id = d.rec_id
    WHERE m.done_date IS NULL AND m.status IS DISTINCT FROM 'done'
    UNION ALL BY NAME
    SELECT
        'finding' AS kind, f.finding_id AS number, coalesce(f.action, f.finding) AS words, f.agency_code, f.owner_role,
        f.due_date, 'finding' AS place
    FROM pub.finding AS f
    WHERE f.audience = 'coordinator' AND f.status IN ('open', 'in_progress')
    UNION ALL BY NAME
    SELECT
        'remeasure' AS kind, f.finding_id AS number, 'Measure again: ' || f.finding AS words, f.agency_code, f.owner_role,
        f.remeasure_due_date AS due_date, 'finding' AS place
    FROM pub.finding AS f
    WHERE f.audience = 'coordinator' AND f.remeasured_date IS NULL AND f.status IN ('open', 'in_progress', 'waiting')
    UNION ALL BY NAME
    SELECT
        'agreement' AS kind, p.partner_id AS number, 'Agreement with ' || p.organization || ' ends' AS words, p.agency_code,
        p.director_role AS owner_role, p.mou_expires_date AS due_date, 'partner' AS place
    FROM pub.partner AS p
    WHERE p.mou_status IN ('signed', 'renewal_due', 'expired')
    UNION ALL BY NAME
    SELECT
        'document' AS kind, d.doc_id AS number, 'Review of ' || d.title AS words, d.agency_code, d.owner_role,
        d.review_due_date AS due_date
    FROM pub.policy_document AS d
    WHERE d.superseded_by IS NULL
    UNION ALL BY NAME
    SELECT
        'material' AS kind, m.material_id AS number, m.material AS words, m.agency_code, m.due_date
    FROM pub.material AS m
    WHERE m.status IN ('asked', 'not_asked')
    UNION ALL BY NAME
    SELECT
        'activity' AS kind, s.activity_id AS number, coalesce(k.label, s.activity_kind) || coalesce(': ' || s.arrangements, '') AS words,
        s.agency_code, s.contact_role AS owner_role, s.planned_ts::DATE AS due_date, 'activity' AS place
    FROM pub.scheduled_activity AS s
    LEFT JOIN ops.code_list AS k ON k.code_list = 'activity_kind' AND k.code = s.activity_kind
    WHERE s.status IN ('planned', 'confirmed')
    UNION ALL BY NAME
    SELECT
        'plan' AS kind, p.element_id AS number, 'Evidence: ' || coalesce(k.label, p.evidence_kind) AS words, p.agency_code,
        p.lead_role AS owner_role, p.planned_date AS due_date, 'element' AS place
    FROM pub.assessment_plan_item AS p
    LEFT JOIN ops.code_list AS k ON k.code_list = 'evidence_kind' AND k.code = p.evidence_kind
    WHERE p.status IN ('planned', 'under_way')
    UNION ALL BY NAME
    SELECT
        'event' AS kind, e.event_id AS number,
        e.title || CASE
            WHEN e.directors_approved_date IS NULL OR e.advocate_approved_date IS NULL
                THEN ' (approval of directors and Blueprint advocate needed before)'
            ELSE ''
        END AS words,
        e.owner_role, e.planned_date AS due_date, 'event' AS place
    FROM pub.public_event AS e
    WHERE e.status IN ('planned', 'approved')
    UNION ALL BY NAME
    SELECT
        'meeting' AS kind, m.meeting_id AS number, 'Next meeting: ' || coalesce(g.title, k.label, m.meeting_group) AS words,
        m.chair_role AS owner_role, m.next_meeting_date AS due_date, 'meeting' AS place
    FROM pub.meeting AS m
    LEFT JOIN pub.work_group AS g ON g.group_id = m.group_id
    LEFT JOIN ops.code_list AS k ON k.code_list = 'meeting_group' AND k.code = m.meeting_group
    WHERE m.next_meeting_date IS NOT NULL AND g.closed_date IS NULL
    QUALIFY row_number() OVER (PARTITION BY m.meeting_group, m.group_id ORDER BY m.meeting_date DESC) = 1
    UNION ALL BY NAME
    SELECT
        'orientation' AS kind, t.member_id AS number, 'Orientation of a new member: ' || t.member_role AS words, t.agency_code,
        t.joined_date + $orientation_days::INTEGER AS due_date, 'member' AS place
    FROM pub.team_member AS t
    LEFT JOIN pub.work_group AS g ON g.group_id = t.group_id
    WHERE
        t.left_date IS NULL
        AND g.closed_date IS NULL
        AND NOT EXISTS (
            SELECT 1 FROM pub.training_event AS e
            WHERE
                e.training_kind = 'orientation'
                AND e.held_date >= t.joined_date
                AND (t.agency_code IS NULL OR e.agency_code IS NULL OR e.agency_code = t.agency_code)
        )
)

SELECT item.*, a.agency_name
FROM item
LEFT JOIN ops.agency AS a ON a.agency_code = item.agency_code
WHERE item.due_date IS NOT NULL
ORDER BY item.due_date, item.kind, item.agency_code, item.number, item.words
