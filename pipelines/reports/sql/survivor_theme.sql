-- A row is a theme about a part of the response in the consultations of a quarter, in words.
SELECT
    t.wave, t.survivor_theme, t.survivor_step, coalesce(theme.label, t.survivor_theme) AS theme_label,
    coalesce(step.label, t.survivor_step) AS step_label
FROM pub.survivor_theme AS t
LEFT JOIN ops.code_list AS theme ON theme.code_list = 'survivor_theme' AND theme.code = t.survivor_theme
LEFT JOIN ops.code_list AS step ON step.code_list = 'survivor_step' AND step.code = t.survivor_step
ORDER BY t.wave, step.position, theme.position
