-- A row is one thing that the registers or submissions date between $since (left out) and $until: the day, its kind, its
-- number, the agency and words. The newest first.
WITH happened AS (
    SELECT
        s.received_ts::DATE AS happened_date, if(s.agency_code = 'coordinator', 'register', 'file') AS kind, s.agency_code,
        any_value(d.dataset_title) || ': ' || count(*) || CASE WHEN count(*) = 1 THEN ' file' ELSE ' files' END || ' came' AS words
    FROM ops.submission AS s
    LEFT JOIN ops.dataset AS d ON d.dataset = s.dataset
    GROUP BY s.received_ts::DATE, s.agency_code, s.dataset
    UNION ALL BY NAME
    SELECT
        p.reviewed_on AS happened_date, 'policy' AS kind, p.element_id AS number, p.agency_code,
        p.title || ': ' || coalesce(before.label || ' before, now ', '') || lower(coalesce(now.label, p.status)) AS words,
        'element' AS place
    FROM pub.policy_response AS p
    LEFT JOIN ops.code_list AS before ON before.code_list = 'policy_status' AND before.code = p.previous_status
    LEFT JOIN ops.code_list AS now ON now.code_list = 'policy_status' AND now.code = p.status
    WHERE p.previous_status IS DISTINCT FROM p.status
    UNION ALL BY NAME
    SELECT concluded_date AS happened_date, 'conclusion' AS kind, conclusion_id AS number, agency_code, conclusion AS words, 'conclusion' AS place
    FROM pub.conclusion
    UNION ALL BY NAME
    SELECT submitted_date AS happened_date, 'recommendation' AS kind, rec_id AS number, agency_code, proposed_change AS words, 'recommendation' AS place
    FROM pub.recommendation
    UNION ALL BY NAME
    SELECT
        v.reviewed_on_date AS happened_date, 'review' AS kind, v.rec_id AS number,
        coalesce(a.label, v.agency_area) || ': ' || lower(coalesce(k.label, v.verdict)) AS words, 'recommendation' AS place
    FROM pub.recommendation_review AS v
    LEFT JOIN ops.code_list AS a ON a.code_list = 'agency_area' AND a.code = v.agency_area
    LEFT JOIN ops.code_list AS k ON k.code_list = 'review_verdict' AND k.code = v.verdict
    UNION ALL BY NAME
    SELECT
        d.decided_date AS happened_date, 'decision' AS kind, d.decision_id AS number, r.agency_code,
        coalesce(k.label, d.decision) || coalesce(': ' || r.proposed_change, '') AS words, 'decision' AS place
    FROM pub.decision AS d
    LEFT JOIN pub.recommendation AS r ON r.rec_id = d.rec_id
    LEFT JOIN ops.code_list AS k ON k.code_list = 'decision_outcome' AND k.code = d.decision
    UNION ALL BY NAME
    SELECT
        d.effective_date AS happened_date, 'in_force' AS kind, d.decision_id AS number, r.agency_code,
        r.proposed_change AS words, 'decision' AS place
    FROM pub.decision AS d
    LEFT JOIN pub.recommendation AS r ON r.rec_id = d.rec_id
    WHERE d.decision IN ('accepted', 'accepted_modified')
    UNION ALL BY NAME
    SELECT done_date AS happened_date, 'milestone' AS kind, milestone_id AS number, title AS words, 'milestone' AS place
    FROM pub.milestone
    UNION ALL BY NAME
    SELECT found_date AS happened_date, 'finding' AS kind, finding_id AS number, agency_code, finding AS words, 'finding' AS place
    FROM pub.finding
    WHERE audience = 'coordinator'
    UNION ALL BY NAME
    SELECT closed_date AS happened_date, 'closed' AS kind, finding_id AS number, agency_code, finding AS words, 'finding' AS place
    FROM pub.finding
    WHERE audience = 'coordinator'
    UNION ALL BY NAME
    SELECT
        m.meeting_date AS happened_date, 'meeting' AS kind, m.meeting_id AS number,
        coalesce(g.title, k.label, m.meeting_group) AS words, 'meeting' AS place
    FROM pub.meeting AS m
    LEFT JOIN pub.work_group AS g ON g.group_id = m.group_id
    LEFT JOIN ops.code_list AS k ON k.code_list = 'meeting_group' AND k.code = m.meeting_group
    UNION ALL BY NAME
    SELECT held_date AS happened_date, 'training' AS kind, event_id AS number, any_value(title) AS words, 'training' AS place
    FROM pub.training_event
    GROUP BY held_date, event_id
    UNION ALL BY NAME
    SELECT mou_signed_date AS happened_date, 'agreement' AS kind, partner_id AS number, agency_code, 'Agreement signed with ' || organization AS words, 'partner' AS place
    FROM pub.partner
    UNION ALL BY NAME
    SELECT data_annex_signed_date AS happened_date, 'agreement' AS kind, partner_id AS number, agency_code, 'Data annex signed with ' || organization AS words, 'partner' AS place
    FROM pub.partner
    UNION ALL BY NAME
    SELECT greatest(effective_date, coalesce(revised_date, effective_date)) AS happened_date, 'document' AS kind, doc_id AS number, agency_code, title AS words
    FROM pub.policy_document
    UNION ALL BY NAME
    SELECT received_on_date AS happened_date, 'material' AS kind, material_id AS number, agency_code, material AS words
    FROM pub.material
)

SELECT h.*, a.agency_name
FROM happened AS h
LEFT JOIN ops.agency AS a ON a.agency_code = h.agency_code
WHERE h.happened_date > $since AND h.happened_date <= $until
ORDER BY h.happened_date DESC, h.kind, h.agency_code, h.number, h.words
