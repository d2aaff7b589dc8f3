-- A row is one theme about one part of the response over all quarters, those that most consultations raised first.
WITH linked AS (
    SELECT
        survivor_theme, survivor_step,
        unnest(string_split(coalesce(element_ids, ''), '; ')) AS element_id, NULL AS rec_id
    FROM pub.survivor_theme
    UNION ALL BY NAME
    SELECT survivor_theme, survivor_step, unnest(string_split(coalesce(rec_ids, ''), '; ')) AS rec_id
    FROM pub.survivor_theme
),

named AS (
    SELECT
        survivor_theme, survivor_step,
        string_agg(DISTINCT nullif(element_id, ''), '; ' ORDER BY nullif(element_id, '')) AS element_ids,
        string_agg(DISTINCT nullif(rec_id, ''), '; ' ORDER BY nullif(rec_id, '')) AS rec_ids
    FROM linked
    GROUP BY ALL
)

SELECT
    t.survivor_theme, t.survivor_step, theme.label AS theme_label,
    coalesce(step.label, 'Not about one part') AS step_label,
    sum(t.consultations_count)::BIGINT AS consultations_count, max(t.wave) AS last_wave, bool_or(t.by_many) AS by_many,
    any_value(named.element_ids) AS element_ids, any_value(named.rec_ids) AS rec_ids
FROM pub.survivor_theme AS t
LEFT JOIN named
    ON named.survivor_theme = t.survivor_theme AND named.survivor_step IS NOT DISTINCT FROM t.survivor_step
LEFT JOIN ops.code_list AS theme ON theme.code_list = 'survivor_theme' AND theme.code = t.survivor_theme
LEFT JOIN ops.code_list AS step ON step.code_list = 'survivor_step' AND step.code = t.survivor_step
GROUP BY t.survivor_theme, t.survivor_step, theme.label, theme.position, step.label, step.position
ORDER BY consultations_count DESC, theme.position, step.position
