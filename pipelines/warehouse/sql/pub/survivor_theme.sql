-- A row is a theme about a part of the response, raised in the consultations of a quarter. Never how many named it.
-- Left out: what was not held, and consultations with fewer than five people.
SELECT DISTINCT event.wave, theme.survivor_theme, theme.survivor_step
FROM core.consultation_theme AS theme
INNER JOIN core.consultation_event AS event USING (event_id)
WHERE event.status = 'held' AND coalesce(try_cast(event.participants_n AS INTEGER), 0) >= 5
ORDER BY ALL
