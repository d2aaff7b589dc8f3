-- A row is one possible answer to one question about one part of the response in one wave: whether people felt safer, and
-- whether they would ask again. Shares are tenths, never all and never nobody, so that no single answer can be worked out.
-- Every answer to a question is withheld where fewer people answered it than the site's minimum. Waves are not added up
-- and not cut by who answered: the difference to a wave told by itself would tell of a few.
WITH said AS (
    UNPIVOT (SELECT survey_wave, response_no, survivor_step, felt_safer, would_use_again FROM core.survivor_survey_response)
    ON felt_safer, would_use_again INTO NAME question VALUE answer
),

asked AS (
    SELECT survey_wave, survivor_step, question, count(DISTINCT response_no) AS people_count
    FROM said
    GROUP BY ALL
),

counted AS (
    SELECT asked.*, possible.code AS answer, count(DISTINCT said.response_no) AS answer_count
    FROM asked
    INNER JOIN ops.code_list AS possible ON possible.code_list = asked.question
    LEFT JOIN said
        ON said.survey_wave = asked.survey_wave
        AND said.survivor_step = asked.survivor_step
        AND said.question = asked.question
        AND said.answer = possible.code
    GROUP BY ALL
)

SELECT
    counted.survey_wave,
    counted.survivor_step,
    counted.question,
    counted.answer,
    CASE
        WHEN counted.people_count >= setting.survey_floor
            THEN least(9, greatest(1, round(10 * counted.answer_count / counted.people_count)))::BIGINT
    END AS tenths,
    counted.people_count < setting.survey_floor AS suppressed
FROM counted
CROSS JOIN stg.setting AS setting
ORDER BY ALL
