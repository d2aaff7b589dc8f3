-- A row is a theme about a part of the response, raised in the consultations of a quarter. Never how many people named it.
-- Left out: consultations that may not be told. A consultation without lines of its own in the register of themes counts
-- with the themes that its own line names, about no one part of the response.
WITH raised AS (
    SELECT
        event_id, survivor_theme, survivor_step, mentions IN ('several', 'most') AS by_many, element_id, rec_id
    FROM core.consultation_theme
    UNION ALL BY NAME
    SELECT event.event_id, unnest(string_split(event.themes, ';')).trim() AS survivor_theme
    FROM core.consultation_event AS event
    WHERE event.event_id NOT IN (SELECT theme.event_id FROM core.consultation_theme AS theme)
)

SELECT
    event.wave,
    raised.survivor_theme,
    raised.survivor_step,
    count(DISTINCT raised.event_id) AS consultations_count,
    coalesce(bool_or(raised.by_many), false) AS by_many,
    string_agg(DISTINCT raised.element_id, '; ' ORDER BY raised.element_id) AS element_ids,
    string_agg(DISTINCT raised.rec_id, '; ' ORDER BY raised.rec_id) AS rec_ids
FROM raised
INNER JOIN pub.consultation AS event USING (event_id)
WHERE event.is_told AND raised.survivor_theme <> ''
GROUP BY event.wave, raised.survivor_theme, raised.survivor_step
ORDER BY ALL
