-- The periods, and which of them areas and groups of people are told for. Twelve months in windows that do not overlap:
-- shorter ones are too small to show for people, and overlapping ones give small numbers away by subtraction.
CREATE TEMP TABLE told_period AS
SELECT
    period.*,
    period_kind = 'rolling12' AND date_diff('month', period_end, data_to_date) % 12 = 0 AS is_for_people,
    period_kind = 'quarter' OR (period_kind = 'rolling12' AND date_diff('month', period_end, data_to_date) % 12 = 0)
        AS is_for_areas
FROM stg.period AS period
CROSS JOIN (SELECT data_to_date FROM stg.setting) AS setting
