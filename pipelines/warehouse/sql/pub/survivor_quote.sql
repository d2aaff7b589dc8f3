-- A row is what somebody said who agreed to be quoted, with a redaction that a second person confirmed.
-- Left out: anything else, consultations with fewer than five people, and survey waves under the floor for surveys.
WITH wave AS (
    SELECT survey_wave
    FROM core.survivor_survey_response
    GROUP BY ALL
    HAVING count(DISTINCT response_no) >= (SELECT survey_floor FROM stg.setting)
),

said AS (
    SELECT answer.survey_wave AS wave, answer.survivor_step, answer.free_text_redacted AS quote
    FROM core.survivor_survey_response AS answer
    INNER JOIN wave USING (survey_wave)
    WHERE answer.consent_quote AND answer.redaction_confirmed
    UNION ALL
    SELECT event.wave, theme.survivor_step, theme.free_text_redacted AS quote
    FROM core.consultation_theme AS theme
    INNER JOIN core.consultation_event AS event USING (event_id)
    WHERE
        theme.consent_quote
        AND theme.redaction_confirmed
        AND event.status = 'held'
        AND coalesce(try_cast(event.participants_n AS INTEGER), 0) >= 5
)

SELECT DISTINCT wave, survivor_step, quote
FROM said
WHERE nullif(trim(quote), '') IS NOT NULL
ORDER BY ALL
