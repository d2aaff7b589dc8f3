-- A row is one field that a milestone brought in, at one agency: how many rows had it filled in the 12 months before and since.
-- The day is when the milestone was done, else when its decision took effect; the month of that day counts for neither side.
-- A milestone without a decision's agency stands for each agency that sends the field. Left out: milestones without a field.
WITH brought AS (
    SELECT
        milestone.milestone_id,
        milestone.title,
        milestone.status,
        milestone.data_field,
        lower(split_part(trim(milestone.data_field), '.', 1)) AS dataset,
        lower(split_part(trim(milestone.data_field), '.', 2)) AS field_name,
        nullif(any_value(action.agency_code), 'all') AS agency_code,
        coalesce(milestone.done_date, max(action.effective_date)) AS in_force_date
    FROM pub.milestone AS milestone
    LEFT JOIN pub.policy_action AS action ON action.decision_id = milestone.decision_id
    WHERE milestone.data_field IS NOT NULL
    GROUP BY milestone.milestone_id, milestone.title, milestone.status, milestone.data_field, milestone.done_date
)

SELECT
    brought.milestone_id,
    brought.title,
    brought.status,
    brought.data_field,
    brought.in_force_date,
    coalesce(agency.agency_name, blank.agency_code, brought.agency_code) AS agency_name,
    coalesce(any_value(blank.field_title), brought.data_field) AS field_title,
    sum(blank.rows_count - blank.blank_count) FILTER (
        last_day(blank.month) < brought.in_force_date AND blank.month >= brought.in_force_date - INTERVAL 12 MONTH
    ) AS before_num,
    sum(blank.rows_count) FILTER (
        last_day(blank.month) < brought.in_force_date AND blank.month >= brought.in_force_date - INTERVAL 12 MONTH
    ) AS before_den,
    sum(blank.rows_count - blank.blank_count) FILTER (blank.month > brought.in_force_date) AS after_num,
    sum(blank.rows_count) FILTER (blank.month > brought.in_force_date) AS after_den
FROM brought
LEFT JOIN ops.blank_rate AS blank
    ON blank.dataset = brought.dataset AND blank.field_name = brought.field_name
    AND (brought.agency_code IS NULL OR blank.agency_code = brought.agency_code)
LEFT JOIN ops.agency AS agency ON agency.agency_code = coalesce(blank.agency_code, brought.agency_code)
GROUP BY
    brought.milestone_id, brought.title, brought.status, brought.data_field, brought.in_force_date, brought.agency_code,
    agency.agency_name, blank.agency_code
ORDER BY brought.in_force_date NULLS LAST, brought.milestone_id, agency_name
