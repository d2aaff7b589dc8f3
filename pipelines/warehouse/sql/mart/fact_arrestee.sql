-- A row is one booking number with the person as the arrests that name it recorded them; null where they differ.
-- Left out: arrests without a booking number.
SELECT
    booking_key,
    CASE WHEN min(arrestee_sex) = max(arrestee_sex) THEN min(arrestee_sex) END AS arrestee_sex,
    CASE WHEN min(arrestee_race) = max(arrestee_race) THEN min(arrestee_race) END AS arrestee_race,
    CASE WHEN min(arrestee_ethnicity) = max(arrestee_ethnicity) THEN min(arrestee_ethnicity) END AS arrestee_ethnicity,
    CASE WHEN min(arrestee_age_band) = max(arrestee_age_band) THEN min(arrestee_age_band) END AS arrestee_age_band
FROM core.arrest
WHERE booking_key IS NOT NULL
GROUP BY booking_key
