-- A row is one court case with its defendant as the prosecutor recorded them; null where referrals of the case differ.
-- Left out: cases that no referral names.
SELECT
    court_case_key,
    CASE WHEN min(defendant_sex) = max(defendant_sex) THEN min(defendant_sex) END AS defendant_sex,
    CASE WHEN min(defendant_race) = max(defendant_race) THEN min(defendant_race) END AS defendant_race,
    CASE WHEN min(defendant_ethnicity) = max(defendant_ethnicity) THEN min(defendant_ethnicity) END
        AS defendant_ethnicity,
    CASE WHEN min(defendant_age_band) = max(defendant_age_band) THEN min(defendant_age_band) END
        AS defendant_age_band
FROM core.prosecution_case
WHERE court_case_key IS NOT NULL
GROUP BY court_case_key
