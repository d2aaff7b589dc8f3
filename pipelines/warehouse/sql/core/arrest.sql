-- A row is one person arrested in one incident, whatever the number of charges.
-- Dual arrest: two people arrested in the incident who each stand in the report as victim and as suspect.
-- Where the report names no victim and two people were arrested it is only possible. Nothing is left out.
WITH charges AS (
    SELECT agency_code, arrest_key, count(DISTINCT charge_seq) AS charges_count
    FROM stg.rms_arrests
    GROUP BY ALL
),

victims AS (
    SELECT DISTINCT incident_key FROM core.incident_party WHERE party_role IN ('victim', 'both')
),

arrested AS (
    SELECT
        arrest.incident_key,
        count(DISTINCT coalesce(arrest.suspect_seq::VARCHAR, arrest.arrest_key)) AS people,
        count(DISTINCT arrest.suspect_seq) FILTER (party.party_role = 'both') AS people_in_both_roles
    FROM stg.arrest__linked AS arrest
    LEFT JOIN core.incident_party AS party
        ON party.incident_key = arrest.incident_key AND party.party_seq = arrest.suspect_seq
    WHERE arrest.incident_key IN (SELECT incident_key FROM core.incident)
    GROUP BY ALL
)

SELECT
    arrest.* EXCLUDE (charges_count),
    coalesce(nullif(charges.charges_count, 0), arrest.charges_count) AS charges_count,
    coalesce(arrested.people_in_both_roles >= 2, false) AS dual_arrest_flag,
    coalesce(
        arrested.people >= 2 AND arrest.incident_key NOT IN (SELECT incident_key FROM victims), false
    ) AS possible_dual_arrest
FROM stg.arrest__linked AS arrest
INNER JOIN charges USING (agency_code, arrest_key)
LEFT JOIN arrested ON arrested.incident_key = arrest.incident_key
