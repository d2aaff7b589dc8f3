-- A row is what somebody said who agreed to be quoted, with a redaction that a second person confirmed.
-- Left out: anything else, consultations that may not be told, and parts of a survey wave under the floor for surveys.
WITH large_enough AS (
    SELECT survey_wave, survivor_step
    FROM core.survivor_survey_response
    GROUP BY ALL
    HAVING count(DISTINCT response_no) >= (SELECT survey_floor FROM stg.setting)
),

said AS (
    SELECT
        answer.survey_wave AS wave, answer.survivor_step, NULL AS survivor_theme,
        trim(answer.free_text_redacted) AS quote
    FROM core.survivor_survey_response AS answer
    INNER JOIN large_enough USING (survey_wave, survivor_step)
    WHERE answer.consent_quote AND answer.redaction_confirmed
    UNION ALL BY NAME
    SELECT event.wave, theme.survivor_step, theme.survivor_theme, trim(theme.free_text_redacted) AS quote
    FROM core.consultation_theme AS theme
    INNER JOIN pub.consultation AS event USING (event_id)
    WHERE theme.consent_quote AND theme.redaction_confirmed AND event.is_told
)

SELECT wave, survivor_step, quote, min(survivor_theme) AS survivor_theme
FROM said
WHERE quote <> ''
GROUP BY wave, survivor_step, quote
ORDER BY ALL
