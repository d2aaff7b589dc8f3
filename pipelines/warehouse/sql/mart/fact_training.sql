-- A row is one training held for one agency and target group; totals only. Both numbers count, or neither does.
SELECT
    coalesce(nullif(agency_code, 'all'), 'coordinator') AS agency_code,
    held_date AS event_date,
    event_id,
    target_group,
    CASE WHEN attended_n IS NOT NULL AND target_n IS NOT NULL THEN attended_n END AS attended_n,
    CASE WHEN attended_n IS NOT NULL AND target_n IS NOT NULL THEN target_n END AS target_n,
    attended_n IS NULL OR target_n IS NULL AS is_unknown,
    submission_id,
    source_sheet,
    source_row
FROM core.training_event
