-- A row is what the register says last of one finding, with what shows it before and after the action was in place.
-- Before are the 12 months before the action, after everything since; the month or quarter of the action itself is left out.
-- Left out: register rows that name neither an agency nor a subject, and older rows about the same finding.
WITH named AS (
    SELECT
        agency_code,
        coalesce(finding_trigger, 'other') AS finding_trigger,
        CASE
            WHEN finding_trigger = 'conflict' THEN 'policy'
            WHEN finding_trigger = 'often_blank' AND data_field IS NOT NULL THEN 'field'
            WHEN finding_trigger = 'below_threshold' OR measure_id IS NULL THEN 'practice'
            ELSE 'measure'
        END AS subject_kind,
        CASE subject_kind
            WHEN 'field' THEN lower(trim(data_field))
            WHEN 'measure' THEN upper(trim(measure_id))
            ELSE upper(trim(element_id))
        END AS subject,
        finding_id,
        action_done_date
    FROM core.finding
    WHERE agency_code IS NOT NULL AND subject IS NOT NULL
    QUALIFY row_number() OVER (
        PARTITION BY agency_code, finding_trigger, subject_kind, subject ORDER BY found_date DESC NULLS LAST, finding_id DESC
    ) = 1
),

text_now AS (
    SELECT agency_code, element_id, bool_or(status = 'conflicts') AS still_conflicts, max(valid_from) AS read_date
    FROM mart.fact_policy
    WHERE valid_to IS NULL
    GROUP BY ALL
),

summed AS (
    SELECT
        named.*,
        any_value(point.better) AS better,
        sum(point.num) FILTER (point.period_end < named.action_done_date) AS before_num,
        sum(point.den) FILTER (point.period_end < named.action_done_date) AS before_den,
        sum(point.num) FILTER (point.period_start > named.action_done_date) AS after_num,
        sum(point.den) FILTER (point.period_start > named.action_done_date) AS after_den
    FROM named
    LEFT JOIN mart.finding_point AS point
        ON point.agency_code = named.agency_code AND point.subject_kind = named.subject_kind
        AND point.subject = named.subject
        AND point.period_kind = CASE named.subject_kind WHEN 'practice' THEN 'quarter' ELSE 'month' END
        AND point.period_start >= named.action_done_date - INTERVAL 12 MONTH
    GROUP BY ALL
)

SELECT
    summed.*,
    CASE
        WHEN action_done_date IS NULL THEN NULL
        WHEN subject_kind = 'policy' THEN CASE
            WHEN text_now.read_date IS NULL OR text_now.read_date < action_done_date THEN 'too_few'
            WHEN text_now.still_conflicts THEN 'no_clear_change'
            ELSE 'better'
        END
        WHEN coalesce(before_den, 0) < setting.percent_floor OR coalesce(after_den, 0) < setting.percent_floor
            THEN 'too_few'
        WHEN stg.wilson_high(before_num, before_den) < stg.wilson_low(after_num, after_den)
            THEN CASE WHEN better > 0 THEN 'better' ELSE 'worse' END
        WHEN stg.wilson_low(before_num, before_den) > stg.wilson_high(after_num, after_den)
            THEN CASE WHEN better > 0 THEN 'worse' ELSE 'better' END
        ELSE 'no_clear_change'
    END AS after_verdict
FROM summed
CROSS JOIN stg.setting AS setting
LEFT JOIN text_now ON text_now.agency_code = summed.agency_code AND text_now.element_id = summed.subject
ORDER BY summed.agency_code, finding_trigger, subject_kind, subject
