-- A row is one incident with its victims and suspects as the report describes them; null where they differ or are not
-- recorded. A person in both roles counts as both. Left out: incidents without any person.
WITH said AS (
    SELECT
        incident_key,
        party_role,
        sex_gender,
        race,
        ethnicity,
        age_band,
        primary_language_group,
        party_role IN ('victim', 'both') AS is_victim,
        party_role IN ('suspect', 'both') AS is_suspect
    FROM core.incident_party
),

ends AS (
    SELECT
        incident_key,
        bool_or(party_role = 'both') AS both_used_force,
        min(sex_gender) FILTER (is_victim) AS victim_sex,
        max(sex_gender) FILTER (is_victim) AS victim_sex_last,
        min(race) FILTER (is_victim) AS victim_race,
        max(race) FILTER (is_victim) AS victim_race_last,
        min(ethnicity) FILTER (is_victim) AS victim_ethnicity,
        max(ethnicity) FILTER (is_victim) AS victim_ethnicity_last,
        min(age_band) FILTER (is_victim) AS victim_age_band,
        max(age_band) FILTER (is_victim) AS victim_age_band_last,
        min(primary_language_group) FILTER (is_victim) AS victim_language,
        max(primary_language_group) FILTER (is_victim) AS victim_language_last,
        min(sex_gender) FILTER (is_suspect) AS suspect_sex,
        max(sex_gender) FILTER (is_suspect) AS suspect_sex_last,
        min(race) FILTER (is_suspect) AS suspect_race,
        max(race) FILTER (is_suspect) AS suspect_race_last
    FROM said
    GROUP BY incident_key
)

SELECT
    incident_key,
    both_used_force,
    CASE WHEN victim_sex = victim_sex_last THEN victim_sex END AS victim_sex,
    CASE WHEN victim_race = victim_race_last THEN victim_race END AS victim_race,
    CASE WHEN victim_ethnicity = victim_ethnicity_last THEN victim_ethnicity END AS victim_ethnicity,
    CASE WHEN victim_age_band = victim_age_band_last THEN victim_age_band END AS victim_age_band,
    CASE WHEN victim_language = victim_language_last THEN victim_language END AS victim_language,
    CASE WHEN suspect_sex = suspect_sex_last THEN suspect_sex END AS suspect_sex,
    CASE WHEN suspect_race = suspect_race_last THEN suspect_race END AS suspect_race
FROM ends
