-- A row is one statement about one part of the response in one wave, with how many in ten agree. Withheld: no number.
SELECT
    a.survey_wave, a.survivor_step, a.survivor_item, a.suppressed,
    CASE WHEN NOT a.suppressed THEN a.agree_tenths END AS agree_tenths,
    step.label AS step_label, step.position AS step_position, coalesce(item.label, a.survivor_item) AS item_label
FROM pub.survivor_answer AS a
LEFT JOIN ops.code_list AS step ON step.code_list = 'survivor_step' AND step.code = a.survivor_step
LEFT JOIN ops.code_list AS item ON item.code_list = 'survivor_item' AND item.code = a.survivor_item
ORDER BY a.survey_wave DESC, item.position, step.position
