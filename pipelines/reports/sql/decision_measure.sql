-- A row is one measure that is to show what one decision changed: named by the decision itself or by one of its milestones.
WITH named AS (
    SELECT decision_id, unnest(string_split(measure_ids, ';')).trim() AS measure_id FROM pub.decision
    UNION
    SELECT decision_id, trim(measure_id) AS measure_id FROM pub.milestone WHERE decision_id IS NOT NULL
)

SELECT named.decision_id, named.measure_id, d.rec_id, d.effective_date, r.agency_code, r.element_id
FROM named
LEFT JOIN pub.decision AS d ON d.decision_id = named.decision_id
LEFT JOIN pub.recommendation AS r ON r.rec_id = d.rec_id
WHERE named.measure_id <> ''
ORDER BY d.effective_date, named.decision_id, named.measure_id
