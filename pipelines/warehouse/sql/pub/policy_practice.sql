-- A row is one element at one agency, once per audience of the team: what the policy says beside what case review shows over all quarters.
-- A practice that the site retired is no gap and says so. Left out: elements that the agency marked as not applicable and that no
-- review touched. The kind of gap follows
-- policy/gaps.py; it and the tallies that an audience may see are put in for the words in braces. Where the tallies are
-- withheld, the policy side alone speaks.
WITH practice AS (
    {practice}
),

reader AS (
    SELECT unnest(['coordinator', 'director', 'joint']) AS audience
),

policy AS (
    SELECT * FROM pub.policy_response CROSS JOIN reader
),

both_sides AS (
    SELECT
        coalesce(policy.agency_code, practice.agency_code) AS agency_code,
        coalesce(policy.agency_name, practice.agency_name) AS agency_name,
        coalesce(policy.element_id, practice.element_id) AS element_id,
        coalesce(policy.title, practice.title) AS title,
        coalesce(policy.audience, practice.audience) AS audience,
        coalesce(practice.suppressed, false) AS suppressed,
        policy.status AS policy_status,
        policy.retired_on_date IS NOT NULL AS is_retired,
        CASE WHEN NOT coalesce(practice.suppressed, false) THEN coalesce(practice.reviewed, 0) END AS reviewed_count,
        CASE WHEN NOT coalesce(practice.suppressed, false) THEN coalesce(practice.applicable, 0) END
            AS applicable_count,
        CASE WHEN NOT coalesce(practice.suppressed, false) THEN coalesce(practice.demonstrated, 0) END
            AS demonstrated_count,
        practice.rate AS practice_rate
    FROM policy
    FULL JOIN practice
        ON practice.agency_code = policy.agency_code
        AND practice.element_id = policy.element_id
        AND practice.audience = policy.audience
)

SELECT
    both_sides.* EXCLUDE (is_retired),
    CASE
        WHEN is_retired THEN 'retired'
        WHEN suppressed AND policy_status IN ('conflicts', 'not_addressed') THEN policy_status
        WHEN suppressed THEN 'too_few_files'
        ELSE {gap_kind}
    END AS gap_kind
FROM both_sides
CROSS JOIN stg.setting AS setting
WHERE policy_status IS DISTINCT FROM 'not_applicable' OR reviewed_count > 0 OR suppressed
ORDER BY audience, agency_code, element_id
