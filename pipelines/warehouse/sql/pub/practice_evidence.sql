-- A row is what one kind of evidence beside case review says of one element at one agency.
-- Interviews and observations are counted; they are work of the team, not people served. Of survivors only themes are told,
-- never how many named one, and none of a consultation that may not be told. What the coordinator rated stands; with its
-- numbers, from the floor for percentages on, where it counts work of the team. Case review is left out: it has its own table,
-- and of the rest every audience reads the same.
WITH named AS (
    SELECT
        agency_code, 'interview' AS evidence_kind, interviewed_date AS seen_date, gaps,
        unnest(string_split(elements, ';')) AS element_id
    FROM core.interview_log
    WHERE elements IS NOT NULL
    UNION ALL BY NAME
    SELECT
        agency_code, 'observation' AS evidence_kind, observed_date AS seen_date, gaps,
        unnest(string_split(elements_seen, ';')) AS element_id
    FROM core.observation_log
    WHERE elements_seen IS NOT NULL
),

told AS (
    SELECT
        agency_code,
        upper(trim(element_id)) AS element_id,
        evidence_kind,
        count(*) AS sources_count,
        count(gaps) AS gaps_count,
        string_agg(gaps, '; ' ORDER BY gaps) AS gap_codes,
        max(seen_date) AS last_date
    FROM named
    WHERE trim(element_id) <> ''
    GROUP BY ALL
),

survivors AS (
    SELECT
        'all' AS agency_code,
        theme.element_id,
        'survivor_information' AS evidence_kind,
        string_agg(DISTINCT theme.survivor_theme, '; ' ORDER BY theme.survivor_theme) AS theme_codes
    FROM core.consultation_theme AS theme
    INNER JOIN pub.consultation AS event USING (event_id)
    WHERE theme.element_id IS NOT NULL AND event.is_told
    GROUP BY ALL
),

rated AS (
    SELECT
        agency_code,
        element_id,
        evidence_kind,
        rating,
        CASE WHEN evidence_kind IN ('interview', 'observation') AND n_reviewed >= setting.percent_floor THEN n_reviewed END
            AS reviewed_count,
        CASE WHEN evidence_kind IN ('interview', 'observation') AND n_reviewed >= setting.percent_floor THEN n_demonstrated END
            AS demonstrated_count
    FROM pub.practice_response
    CROSS JOIN stg.setting AS setting
    WHERE evidence_kind <> 'case_review' AND rating IS NOT NULL AND audience = 'joint'
    QUALIFY row_number() OVER (PARTITION BY agency_code, element_id, evidence_kind ORDER BY review_round DESC) = 1
),

kind AS (
    SELECT agency_code, element_id, evidence_kind FROM told
    UNION
    SELECT agency_code, element_id, evidence_kind FROM survivors
    UNION
    SELECT agency_code, element_id, evidence_kind FROM rated
)

SELECT
    kind.agency_code,
    kind.element_id,
    kind.evidence_kind,
    told.sources_count,
    told.gaps_count,
    told.gap_codes,
    survivors.theme_codes,
    rated.rating,
    rated.reviewed_count,
    rated.demonstrated_count,
    told.last_date
FROM kind
LEFT JOIN told USING (agency_code, element_id, evidence_kind)
LEFT JOIN survivors USING (agency_code, element_id, evidence_kind)
LEFT JOIN rated USING (agency_code, element_id, evidence_kind)
ORDER BY ALL
