-- A row is one survey wave. The number of people is a band, and withheld under the site's minimum.
SELECT
    answer.survey_wave,
    CASE
        WHEN count(DISTINCT answer.response_no) < setting.survey_floor THEN NULL
        WHEN count(DISTINCT answer.response_no) < 20 THEN '10 to 19'
        WHEN count(DISTINCT answer.response_no) < 50 THEN '20 to 49'
        ELSE '50 or more'
    END AS people_band,
    count(DISTINCT answer.response_no) < setting.survey_floor AS suppressed
FROM core.survivor_survey_response AS answer
CROSS JOIN stg.setting AS setting
GROUP BY answer.survey_wave, setting.survey_floor
ORDER BY answer.survey_wave
