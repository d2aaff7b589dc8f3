-- A row is one victim in one incident report, dated by the report; a person in two reports stands twice.
-- Left out: people who stand in the report as suspects only.
SELECT
    incident.agency_code,
    incident.reported_ts::DATE AS event_date,
    incident.dv_flag_derived AS dv,
    incident.dv_flag_derived AND incident.dv_scope = 'ipv' AS ipv,
    incident.incident_key,
    party.party_seq,
    party.sex_gender AS victim_sex,
    party.race AS victim_race,
    party.ethnicity AS victim_ethnicity,
    party.age_band AS victim_age_band,
    party.primary_language_group AS victim_language,
    party.submission_id,
    party.source_sheet,
    party.source_row
FROM core.incident_party AS party
INNER JOIN core.incident AS incident USING (agency_code, incident_key)
WHERE party.party_role IN ('victim', 'both')
