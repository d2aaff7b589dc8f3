-- A row is one person in one incident, by the number the person has inside that incident only.
-- The same number as victim and as suspect is one person in both roles. Rows without a number are left out.
WITH victim AS (
    SELECT
        agency_code,
        incident_key,
        victim_seq AS party_seq,
        arg_max(victim_age_band, load_order) AS age_band,
        arg_max(victim_sex_gender, load_order) AS sex_gender,
        arg_max(victim_race, load_order) AS race,
        arg_max(victim_ethnicity, load_order) AS ethnicity,
        arg_max(relationship_to_suspect, load_order) AS relationship_to_suspect,
        arg_max(primary_language_group, load_order) AS primary_language_group,
        arg_max(disability_flag, load_order) AS disability_flag,
        arg_max(submission_id, load_order) AS submission_id,
        arg_max(source_sheet, load_order) AS source_sheet,
        arg_max(source_row, load_order) AS source_row
    FROM stg.rms_incidents__ordered
    WHERE incident_key IS NOT NULL AND victim_seq IS NOT NULL
    GROUP BY ALL
),

suspect AS (
    SELECT
        agency_code,
        incident_key,
        suspect_seq AS party_seq,
        arg_max(suspect_age_band, load_order) AS age_band,
        arg_max(suspect_sex_gender, load_order) AS sex_gender,
        arg_max(suspect_race, load_order) AS race,
        arg_max(suspect_ethnicity, load_order) AS ethnicity,
        arg_max(submission_id, load_order) AS submission_id,
        arg_max(source_sheet, load_order) AS source_sheet,
        arg_max(source_row, load_order) AS source_row
    FROM stg.rms_incidents__ordered
    WHERE incident_key IS NOT NULL AND suspect_seq IS NOT NULL
    GROUP BY ALL
)

SELECT
    agency_code,
    incident_key,
    party_seq,
    CASE
        WHEN victim.submission_id IS NULL THEN 'suspect'
        WHEN suspect.submission_id IS NULL THEN 'victim'
        ELSE 'both'
    END AS party_role,
    coalesce(victim.age_band, suspect.age_band) AS age_band,
    coalesce(victim.sex_gender, suspect.sex_gender) AS sex_gender,
    coalesce(victim.race, suspect.race) AS race,
    coalesce(victim.ethnicity, suspect.ethnicity) AS ethnicity,
    victim.relationship_to_suspect,
    victim.primary_language_group,
    victim.disability_flag,
    coalesce(victim.submission_id, suspect.submission_id) AS submission_id,
    CASE WHEN victim.submission_id IS NULL THEN suspect.source_sheet ELSE victim.source_sheet END AS source_sheet,
    CASE WHEN victim.submission_id IS NULL THEN suspect.source_row ELSE victim.source_row END AS source_row
FROM victim
FULL JOIN suspect USING (agency_code, incident_key, party_seq)
