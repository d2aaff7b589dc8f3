-- A row is the words of one person who agreed to be quoted.
SELECT q.wave, q.survivor_step, q.quote, theme.label AS theme_label, step.label AS step_label
FROM pub.survivor_quote AS q
LEFT JOIN ops.code_list AS theme ON theme.code_list = 'survivor_theme' AND theme.code = q.survivor_theme
LEFT JOIN ops.code_list AS step ON step.code_list = 'survivor_step' AND step.code = q.survivor_step
ORDER BY step.position NULLS LAST, q.wave DESC, q.quote
