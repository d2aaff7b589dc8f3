-- A row is one group beside the reference group, at one decision, as one audience may see both. Counts that pub hides
-- are not here. Left out: the reference group itself, people whose group is not recorded, and groups without
-- anybody in the base.
WITH reference (measure_id, outcome, breakdown, reference_category) AS (VALUES {references}),

shown AS (
    SELECT v.*, reference.outcome, reference.reference_category
    FROM pub.measure_value AS v
    INNER JOIN reference USING (measure_id, breakdown)
)

SELECT
    g.measure_id, g.outcome, g.agency_code, g.period_kind, g.period_start, g.period_end, g.breakdown, g.category,
    g.reference_category, g.audience,
    CASE WHEN NOT g.suppressed THEN g.num END AS num,
    CASE WHEN NOT g.suppressed THEN g.den END AS den,
    CASE WHEN NOT r.suppressed THEN r.num END AS reference_num,
    CASE WHEN NOT r.suppressed THEN r.den END AS reference_den,
    {ratio} AS ratio,
    {low} AS low,
    {high} AS high,
    {reason} AS reason
FROM shown AS g
INNER JOIN shown AS r
    ON (r.measure_id, r.agency_code, r.period_kind, r.period_start, r.breakdown, r.audience)
    = (g.measure_id, g.agency_code, g.period_kind, g.period_start, g.breakdown, g.audience)
    AND r.category = g.reference_category
WHERE g.category <> g.reference_category AND g.category NOT IN ({unknown}) AND (g.suppressed OR g.den IS NULL OR g.den > 0)
ORDER BY g.audience, g.measure_id, g.agency_code, g.period_start, g.breakdown, g.category
