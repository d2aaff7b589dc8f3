-- A row is one thing before or at the public launch: a milestone of the launch, a press release or an event.
SELECT
    m.milestone_id AS number, 'milestone' AS place, m.title, 'Milestone' AS kind_label, m.owner_role, m.planned_date,
    m.done_date, m.status, NULL AS directors_approved_date, NULL AS advocate_approved_date, NULL AS edition_label
FROM pub.milestone AS m
WHERE m.milestone_kind = 'launch'
UNION ALL BY NAME
SELECT
    e.event_id AS number, 'event' AS place, e.title, k.label AS kind_label, e.owner_role, e.planned_date,
    CASE WHEN e.status = 'held' THEN e.planned_date END AS done_date, e.status, e.directors_approved_date,
    e.advocate_approved_date, e.edition_label
FROM pub.public_event AS e
LEFT JOIN ops.code_list AS k ON k.code_list = 'public_event_kind' AND k.code = e.public_event_kind
ORDER BY planned_date, number
