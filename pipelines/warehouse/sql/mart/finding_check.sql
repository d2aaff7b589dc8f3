-- A row is one rule held against one subject at one agency at the end of one quarter that has ended.
-- A level is looked at over the rule's quarters together and against the site's limit; a fall quarter by quarter.
-- Nothing is raised on a base under the floor for percentages. A conflicting text is raised at the end of each quarter in
-- which it stands.
WITH point AS (
    SELECT point.*, point.num / point.den AS share
    FROM mart.finding_point AS point
    CROSS JOIN stg.setting AS setting
    WHERE point.period_kind = 'quarter' AND point.period_end <= setting.data_to_date
),

level AS (
    SELECT
        last.agency_code,
        rule.finding_trigger,
        last.subject_kind,
        last.subject,
        last.better,
        coalesce(last.limit_share, rule.limit_share) AS limit_share,
        min(part.period_start) AS window_start_date,
        last.period_end AS quarter_end_date,
        sum(part.num) AS num,
        sum(part.den) AS den,
        sum(part.unknown) AS unknown,
        sum(part.not_applicable) AS not_applicable,
        bool_or(part.months_missing) AS months_missing
    FROM point AS last
    INNER JOIN ops.finding_rule AS rule
        ON rule.subject_kind = last.subject_kind AND rule.limit_name IS NOT NULL
    INNER JOIN point AS part
        ON part.agency_code = last.agency_code AND part.subject_kind = last.subject_kind AND part.subject = last.subject
        AND part.period_start <= last.period_start
        AND part.period_start > last.period_start - to_months((3 * rule.quarters)::INTEGER)
    GROUP BY ALL
),

judged_level AS (
    SELECT
        * EXCLUDE (better, limit_share),
        den >= setting.percent_floor AND (num / den - limit_share) * better < 0 AS is_raised,
        CASE
            WHEN better > 0 THEN stg.wilson_high(num, den) < limit_share
            ELSE stg.wilson_low(num, den) > limit_share
        END AS is_clear
    FROM level
    CROSS JOIN (SELECT percent_floor FROM stg.setting) AS setting
),

step AS (
    SELECT
        *,
        coalesce((share - lag(share) OVER before) * better < 0, false)
        AND lag(period_start) OVER before = period_start - INTERVAL 3 MONTH AS is_worse
    FROM point
    WINDOW before AS (PARTITION BY agency_code, subject_kind, subject ORDER BY period_start)
),

fall AS (
    SELECT
        last.agency_code,
        rule.finding_trigger,
        last.subject_kind,
        last.subject,
        last.better,
        first.period_start AS window_start_date,
        last.period_end AS quarter_end_date,
        last.num,
        last.den,
        first.num AS earlier_num,
        first.den AS earlier_den,
        rule.needs_apart,
        last.unknown,
        last.not_applicable,
        bool_or(part.months_missing OR first.months_missing) AS months_missing,
        min(least(part.den, first.den)) AS smallest_den,
        bool_and(part.is_worse) AND count(*) = any_value(rule.quarters) - 1 AS is_worse
    FROM point AS last
    INNER JOIN ops.finding_rule AS rule
        ON rule.subject_kind = last.subject_kind AND rule.limit_name IS NULL AND rule.quarters > 1
    INNER JOIN step AS part
        ON part.agency_code = last.agency_code AND part.subject_kind = last.subject_kind AND part.subject = last.subject
        AND part.period_start <= last.period_start
        AND part.period_start > last.period_start - to_months((3 * (rule.quarters - 1))::INTEGER)
    INNER JOIN point AS first
        ON first.agency_code = last.agency_code AND first.subject_kind = last.subject_kind
        AND first.subject = last.subject
        AND first.period_start = last.period_start - to_months((3 * (rule.quarters - 1))::INTEGER)
    GROUP BY ALL
),

apart AS (
    SELECT
        *,
        CASE
            WHEN better > 0 THEN stg.wilson_high(num, den) < stg.wilson_low(earlier_num, earlier_den)
            ELSE stg.wilson_low(num, den) > stg.wilson_high(earlier_num, earlier_den)
        END AS is_clear
    FROM fall
),

judged_fall AS (
    SELECT
        * EXCLUDE (better, needs_apart, smallest_den, is_worse),
        is_worse AND smallest_den >= setting.percent_floor AND (is_clear OR NOT needs_apart) AS is_raised
    FROM apart
    CROSS JOIN (SELECT percent_floor FROM stg.setting) AS setting
),

conflict AS (
    SELECT
        policy.agency_code,
        rule.finding_trigger,
        rule.subject_kind,
        policy.element_id AS subject,
        period.period_start AS window_start_date,
        period.period_end AS quarter_end_date,
        0 AS unknown,
        0 AS not_applicable,
        false AS months_missing,
        true AS is_clear,
        policy.status = 'conflicts' AS is_raised
    FROM mart.fact_policy AS policy
    INNER JOIN ops.finding_rule AS rule ON rule.subject_kind = 'policy'
    CROSS JOIN stg.setting AS setting
    INNER JOIN stg.period AS period
        ON period.period_kind = 'quarter' AND period.period_end <= setting.data_to_date
        AND policy.valid_from <= period.period_end
        AND (policy.valid_to IS NULL OR period.period_end < policy.valid_to)
)

SELECT * FROM judged_level
UNION ALL BY NAME
SELECT * FROM judged_fall
UNION ALL BY NAME
SELECT * FROM conflict
ORDER BY agency_code, finding_trigger, subject_kind, subject, quarter_end_date
