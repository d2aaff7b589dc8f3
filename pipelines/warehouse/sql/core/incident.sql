-- A row is one police incident report, whatever the number of people, offenses and rows it came in.
-- Rows that supplement a report fill what the report leaves blank and never replace it; a supplement whose
-- report never came stands as an incident of its own.
-- Domestic violence (dv_flag_derived): the agency's mark, a relationship, a statute or the linked call's type.
WITH said AS (
    SELECT
        r.agency_code,
        r.incident_key,
        bool_or(relation.code_group = 'ipv') AS any_ipv,
        bool_or(relation.code_group = 'family') AS any_family,
        bool_or(statute.statute_text IS NOT NULL) AS any_dv_statute,
        bool_or(r.suspect_seq IS NOT NULL) AS any_suspect
    FROM stg.rms_incidents AS r
    LEFT JOIN stg.code AS relation
        ON relation.code_list = 'nibrs_relationship' AND relation.code = r.relationship_to_suspect
    LEFT JOIN stg.dv_statute AS statute ON statute.statute_text = upper(trim(r.statute_text))
    GROUP BY ALL
),

dv_call AS (
    SELECT call_key, report_key
    FROM core.call
    WHERE dv_final AND NOT is_duplicate AND NOT is_test_or_void
)

SELECT
    incident.* EXCLUDE (report_written),
    coalesce(incident.report_written, true) AS report_written,
    coalesce(incident.dv_flag_agency, false)
    OR coalesce(said.any_ipv, false)
    OR coalesce(said.any_family, false)
    OR coalesce(said.any_dv_statute, false)
    OR coalesce(incident.call_key IN (SELECT call_key FROM dv_call), false)
    OR coalesce(incident.incident_key IN (SELECT report_key FROM dv_call WHERE report_key IS NOT NULL), false)
        AS dv_flag_derived,
    CASE
        WHEN said.any_ipv THEN 'ipv'
        WHEN said.any_family THEN 'fv_non_ipv'
        ELSE 'unknown'
    END AS dv_scope,
    said.any_suspect AS suspect_identified
FROM stg.incident__latest AS incident
INNER JOIN said USING (agency_code, incident_key)
