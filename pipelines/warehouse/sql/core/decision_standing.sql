-- A row is one decision, with what keeps it from counting: its recommendation does not stand in the register, or was submitted
-- after it. The recommendation's number is written as its own register has it. Nothing is left out.
SELECT
    d.* REPLACE (coalesce(r.rec_id, d.rec_id) AS rec_id),
    r.submitted_date,
    CASE
        WHEN r.rec_id IS NULL THEN 'cross_decision_without_recommendation'
        WHEN d.decided_date < r.submitted_date THEN 'cross_decision_before_recommendation'
    END AS not_counted_check_id
FROM core.decision AS d
LEFT JOIN core.recommendation AS r ON upper(trim(r.rec_id)) = upper(trim(d.rec_id))
QUALIFY row_number() OVER (PARTITION BY d.decision_id ORDER BY r.rec_id = d.rec_id DESC, r.rec_id) = 1
