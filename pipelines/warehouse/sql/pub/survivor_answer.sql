-- A row is a statement about a part of the response in a survey wave. It is withheld where fewer people scored it than the
-- site's floor for surveys, and where everybody of a group of fewer than 20 gave the same score.
-- Exact numbers and means stay behind: tenths are all that any reader is told.
WITH scored AS (
    UNPIVOT core.survivor_survey_response
    ON
        score_respect, score_listened, score_told_next, score_asked_danger, score_access, score_less_alone, score_wishes,
        score_no_more_danger
    INTO NAME item VALUE score
),

counted AS (
    SELECT
        survey_wave,
        survivor_step,
        replace(item, 'score_', '') AS survivor_item,
        count(*) AS answers_count,
        least(9, greatest(1, round(10 * count(*) FILTER (score >= 4) / count(*))))::BIGINT AS agree_tenths,
        min(score) = max(score) AND count(*) < 20 AS is_unanimous
    FROM scored
    GROUP BY ALL
),

judged AS (
    SELECT counted.*, answers_count < setting.survey_floor OR is_unanimous AS suppressed
    FROM counted
    CROSS JOIN stg.setting AS setting
)

SELECT
    survey_wave,
    survivor_step,
    survivor_item,
    CASE WHEN NOT suppressed THEN agree_tenths END AS agree_tenths,
    suppressed
FROM judged
ORDER BY ALL
