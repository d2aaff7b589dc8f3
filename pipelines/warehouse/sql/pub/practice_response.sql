-- A row is one line of the register of practice evidence. Of survivors nothing is told from fewer people than the site's
-- minimum: neither numbers nor rating nor note. Everything else stands as the coordinator wrote it.
SELECT
    agency_code,
    element_id,
    review_round,
    evidence_kind,
    CASE WHEN is_told OR n_reviewed IS NULL THEN rating END AS rating,
    CASE WHEN is_told THEN n_reviewed END AS n_reviewed,
    CASE WHEN is_told THEN n_demonstrated END AS n_demonstrated,
    CASE WHEN is_told THEN n_partly END AS n_partly,
    CASE WHEN is_told THEN n_not END AS n_not,
    CASE WHEN is_told THEN n_na END AS n_na,
    CASE WHEN is_told THEN n_unknown END AS n_unknown,
    CASE WHEN is_told OR n_reviewed IS NULL THEN note END AS note
FROM (
    SELECT
        response.*,
        evidence_kind <> 'survivor_information' OR coalesce(n_reviewed, 0) >= setting.survey_floor AS is_told
    FROM core.practice_response AS response
    CROSS JOIN stg.setting AS setting
)
