-- A row is one finding; it holds from the day it was found until it was closed. Left out: findings that were closed or
-- dropped without a day, of which nobody can say how long they were open.
SELECT
    coalesce(nullif(agency_code, 'all'), 'coordinator') AS agency_code,
    found_date AS event_date,
    found_date AS valid_from,
    closed_date AS valid_to,
    finding_id,
    status,
    submission_id,
    source_sheet,
    source_row
FROM core.finding
WHERE closed_date IS NOT NULL OR status IS NULL OR status NOT IN ('closed', 'dropped')
