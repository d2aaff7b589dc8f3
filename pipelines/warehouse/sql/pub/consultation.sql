-- A row is one consultation of the register. Participants are a band. Who they were is left out where fewer than five took
-- part or nobody says how many; so are their themes (is_told). A community organization speaks for itself, in any number.
WITH sized AS (
    SELECT
        *,
        try_cast(participants_n AS INTEGER) AS people_count,
        status = 'held'
        AND (event_kind = 'cbo_consultation' OR coalesce(try_cast(participants_n AS INTEGER), 0) >= 5) AS is_told
    FROM core.consultation_event
)

SELECT
    event_id,
    event_kind,
    status,
    CASE WHEN is_told OR status <> 'held' THEN host_org END AS host_org,
    CASE WHEN is_told OR status <> 'held' THEN community END AS community,
    wave,
    CASE
        WHEN status <> 'held' THEN NULL
        WHEN people_count >= 10 THEN '10 or more'
        WHEN people_count >= 5 THEN '5 to 9'
        WHEN participants_n IS NULL THEN 'not said'
        ELSE 'fewer than 5'
    END AS people_band,
    compensated,
    childcare_transport,
    CASE WHEN is_told OR status <> 'held' THEN languages END AS languages,
    consent_process,
    advocate_present,
    report_doc_id,
    coalesce(is_told, false) AS is_told
FROM sized
ORDER BY wave, event_id
