-- A row is one element at one agency: what the policy says beside what case review shows over all quarters.
-- Left out: elements that the agency marked as not applicable and that no review touched. The kind of gap follows
-- policy/gaps.py, put in for the words in braces.
WITH practice AS (
    SELECT * FROM mart.case_review WHERE event_quarter = 'all'
),

both_sides AS (
    SELECT
        coalesce(policy.agency_code, practice.agency_code) AS agency_code,
        coalesce(policy.agency_name, practice.agency_name) AS agency_name,
        coalesce(policy.element_id, practice.element_id) AS element_id,
        coalesce(policy.title, practice.title) AS title,
        policy.status AS policy_status,
        coalesce(practice.reviewed, 0) AS reviewed_count,
        coalesce(practice.applicable, 0) AS applicable_count,
        coalesce(practice.demonstrated, 0) AS demonstrated_count,
        practice.rate AS practice_rate
    FROM pub.policy_response AS policy
    FULL JOIN practice
        ON practice.agency_code = policy.agency_code AND practice.element_id = policy.element_id
)

SELECT
    both_sides.*,
    {gap_kind} AS gap_kind
FROM both_sides
CROSS JOIN stg.setting AS setting
WHERE policy_status IS DISTINCT FROM 'not_applicable' OR reviewed_count > 0
ORDER BY agency_code, element_id
