-- A row is one recommendation: the element and conclusion that it comes from, its reviews, its newest decision that counts, or
-- else the number of one that does not, and the milestones of that decision. The oldest comes first.
WITH element AS (
    SELECT element_id, arg_max(title || CASE WHEN standing = 'retired' THEN ' (retired here)' ELSE '' END, version) AS title
    FROM pub.practice_element
    WHERE standing <> 'coming'
    GROUP BY ALL
),

review AS (
    SELECT
        rec_id, count(*) AS reviews_count, count(*) FILTER (verdict IN ('concerns', 'opposes')) AS against_count
    FROM pub.recommendation_review
    GROUP BY ALL
),

decided AS (
    SELECT *
    FROM pub.decision
    QUALIFY row_number() OVER (PARTITION BY rec_id ORDER BY decided_date DESC NULLS LAST, decision_id DESC) = 1
),

not_counted AS (
    SELECT rec_id, max(decision_id) AS decision_id FROM pub.decision_not_counted GROUP BY ALL
),

milestone AS (
    SELECT
        decision_id, count(*) AS milestones_count, count(done_date) AS milestones_done_count,
        min(planned_date) FILTER (done_date IS NULL AND status <> 'done') AS next_planned_date
    FROM pub.milestone
    GROUP BY ALL
)

SELECT
    r.rec_id, r.element_id, e.title, area.label AS area, c.conclusion_id, c.conclusion, r.proposed_change,
    r.survivor_impact_note, r.submitted_date, coalesce(review.reviews_count, 0) AS reviews_count,
    coalesce(review.against_count, 0) AS against_count, d.decision_id, outcome.label AS decision, d.decided_date,
    r.agency_code, d.effective_date, d.owner_role, d.due_date, d.status, d.measure_ids, m.milestones_count, m.milestones_done_count,
    m.next_planned_date, n.decision_id AS not_counted_id
FROM pub.recommendation AS r
LEFT JOIN element AS e ON e.element_id = r.element_id
LEFT JOIN pub.conclusion AS c ON c.conclusion_id = r.conclusion_id
LEFT JOIN review ON review.rec_id = r.rec_id
LEFT JOIN decided AS d ON d.rec_id = r.rec_id
LEFT JOIN not_counted AS n ON n.rec_id = r.rec_id AND d.decision_id IS NULL
LEFT JOIN milestone AS m ON m.decision_id = d.decision_id
LEFT JOIN ops.code_list AS area ON area.code_list = 'agency_area' AND area.code = r.agency_area
LEFT JOIN ops.code_list AS outcome ON outcome.code_list = 'decision_outcome' AND outcome.code = d.decision
ORDER BY r.submitted_date, r.rec_id
