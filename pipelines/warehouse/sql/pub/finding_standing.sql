-- A row is one finding at one agency, once per audience that may see it: the coordinator and the agency's director at once,
-- the team (joint) from the day on that the register names; never the public. Nothing else is left out.
-- Numbers are withheld where case review of the practice, or any period of the measure, is withheld from the audience: so
-- nothing withheld can be worked out from them. The director's rows are for the director of that agency alone.
WITH hidden AS (
    SELECT DISTINCT audience, agency_code, 'practice' AS subject_kind, element_id AS subject
    FROM pub.case_review
    WHERE suppressed
    UNION
    SELECT DISTINCT audience, agency_code, 'measure' AS subject_kind, measure_id AS subject
    FROM pub.measure_value
    WHERE suppressed AND breakdown = 'none' AND period_kind IN ('month', 'quarter')
),

reader AS (
    SELECT unnest(['coordinator', 'director', 'joint']) AS audience
)

SELECT
    finding.* REPLACE (
        CASE WHEN hidden.subject IS NULL THEN finding.num END AS num,
        CASE WHEN hidden.subject IS NULL THEN finding.den END AS den,
        CASE WHEN hidden.subject IS NULL THEN finding.earlier_num END AS earlier_num,
        CASE WHEN hidden.subject IS NULL THEN finding.earlier_den END AS earlier_den,
        CASE WHEN hidden.subject IS NULL THEN finding.before_num END AS before_num,
        CASE WHEN hidden.subject IS NULL THEN finding.before_den END AS before_den,
        CASE WHEN hidden.subject IS NULL THEN finding.after_num END AS after_num,
        CASE WHEN hidden.subject IS NULL THEN finding.after_den END AS after_den
    ),
    reader.audience,
    hidden.subject IS NOT NULL AS suppressed
FROM mart.finding_standing AS finding
CROSS JOIN reader
CROSS JOIN stg.setting AS setting
LEFT JOIN hidden
    ON hidden.audience = reader.audience AND hidden.agency_code = finding.agency_code
    AND hidden.subject_kind = finding.subject_kind AND hidden.subject = finding.subject
WHERE reader.audience <> 'joint' OR finding.shared_with_team_date <= setting.as_of_date
ORDER BY reader.audience, finding.agency_code, finding.finding_trigger, finding.subject_kind, finding.subject
