-- A row is what one person said about one part of the response, in the latest sheet that holds the wave: whoever was taken out
-- of it, by no longer agreeing, is gone. The running numbers of the sheet are shuffled, so that no row leads back to a form.
-- Rows without consent never come this far; should one, it is left out here. Left out too: words without a confirmed
-- redaction and the consent to be quoted.
WITH told AS (
    SELECT
        *,
        upper(left(trim(survey_wave), 4) || '-' || right(trim(survey_wave), 2)) AS wave
    FROM stg.survivor_survey__ordered
    QUALIFY submission_order = max(submission_order) OVER (PARTITION BY wave)
),

answer AS (
    SELECT * FROM told
    WHERE consent_aggregate AND survivor_step IS NOT NULL AND answer_no IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY wave, answer_no, survivor_step ORDER BY load_order DESC) = 1
),

person AS (
    SELECT wave, answer_no, min(submission_id) AS submission_id FROM answer GROUP BY ALL
),

shuffled AS (
    SELECT
        wave,
        answer_no,
        row_number() OVER (PARTITION BY wave ORDER BY md5(wave || '/' || answer_no || '/' || submission_id))
            AS response_no
    FROM person
)

SELECT
    answer.* EXCLUDE (survey_wave, wave, free_text_redacted),
    answer.wave AS survey_wave,
    shuffled.response_no,
    CASE WHEN answer.redaction_confirmed AND answer.consent_quote THEN answer.free_text_redacted END
        AS free_text_redacted
FROM answer
INNER JOIN shuffled USING (wave, answer_no)
