-- A row is one line of the register of practice evidence, once per audience of the team. Of survivors nothing is told from fewer
-- people than the site's minimum, and of case review nothing where ops.suppression_log withholds it: neither numbers nor rating
-- nor note, from which a tally that is withheld could be read. Everything else stands as the coordinator wrote it.
WITH reader AS (
    SELECT unnest(['coordinator', 'director', 'joint']) AS audience
),

judged AS (
    SELECT
        response.*,
        reader.audience,
        log.series IS NOT NULL AS suppressed,
        log.series IS NULL
        AND (response.evidence_kind <> 'survivor_information' OR coalesce(response.n_reviewed, 0) >= setting.survey_floor) AS has_numbers
    FROM core.practice_response AS response
    CROSS JOIN reader
    CROSS JOIN stg.setting AS setting
    LEFT JOIN ops.suppression_log AS log
        ON log.table_name = 'practice_response'
        AND log.audience = reader.audience
        AND log.agency_code = response.agency_code
        AND log.series = response.element_id
        AND log.category IS NOT DISTINCT FROM response.review_round
        AND response.evidence_kind = 'case_review'
)

SELECT
    agency_code,
    element_id,
    review_round,
    evidence_kind,
    CASE WHEN has_numbers OR (n_reviewed IS NULL AND NOT suppressed) THEN rating END AS rating,
    CASE WHEN has_numbers THEN n_reviewed END AS n_reviewed,
    CASE WHEN has_numbers THEN n_demonstrated END AS n_demonstrated,
    CASE WHEN has_numbers THEN n_partly END AS n_partly,
    CASE WHEN has_numbers THEN n_not END AS n_not,
    CASE WHEN has_numbers THEN n_na END AS n_na,
    CASE WHEN has_numbers THEN n_unknown END AS n_unknown,
    CASE WHEN has_numbers OR (n_reviewed IS NULL AND NOT suppressed) THEN note END AS note,
    audience,
    suppressed
FROM judged
ORDER BY audience, agency_code, element_id, evidence_kind, review_round
