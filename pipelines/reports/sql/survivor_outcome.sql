-- A row is one possible answer to one question about one part of the response in one wave, the newest wave first.
SELECT o.*, step.label AS step_label, said.label AS answer_label
FROM pub.survivor_outcome AS o
LEFT JOIN ops.code_list AS step ON step.code_list = 'survivor_step' AND step.code = o.survivor_step
LEFT JOIN ops.code_list AS said ON said.code_list = o.question AND said.code = o.answer
ORDER BY o.survey_wave DESC, o.question, step.position, said.position
