-- A row is one finding as the register has it, once per audience that may see it: the coordinator and the agency's director at
-- once, the team (joint) from the day on that the register names; never the public. A finding of no agency is the coordinator's
-- until it is shared. The director's rows are for the director of that agency alone.
WITH reader AS (
    SELECT unnest(['coordinator', 'director', 'joint']) AS audience
)

SELECT
    finding.finding_id,
    finding.agency_code,
    finding.element_id,
    finding.measure_id,
    finding.data_field,
    finding.finding_trigger,
    finding.found_date,
    finding.finding,
    finding.cause_codes,
    finding.director_told_date,
    finding.shared_with_team_date,
    finding.action,
    finding.change_kind,
    finding.owner_role,
    finding.due_date,
    finding.action_done_date,
    finding.remeasure_due_date,
    finding.remeasured_date,
    finding.remeasured_result,
    finding.status,
    finding.closed_date,
    reader.audience
FROM core.finding AS finding
CROSS JOIN reader
CROSS JOIN stg.setting AS setting
WHERE
    reader.audience = 'coordinator'
    OR (reader.audience = 'director' AND finding.agency_code IS NOT NULL)
    OR (reader.audience = 'joint' AND finding.shared_with_team_date <= setting.as_of_date)
ORDER BY reader.audience, finding.finding_id
