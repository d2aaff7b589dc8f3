-- A row is one survey wave, the newest first.
SELECT * FROM pub.survivor_wave ORDER BY survey_wave DESC
