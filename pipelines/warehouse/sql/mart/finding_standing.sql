-- A row is one finding at one agency and where it stands: what a rule raised at the end of any quarter, or people entered.
-- It asks first whether it is the data, then the base, then where, then why. It counts as closed only where the register
-- closes it after a second measurement, and that shows a clear change to the right side of the limit.
WITH ever AS (
    SELECT agency_code, finding_trigger, subject_kind, subject, min(quarter_end_date) AS first_raised_date
    FROM mart.finding_check
    WHERE is_raised
    GROUP BY ALL
),

last AS (
    SELECT *
    FROM mart.finding_check
    QUALIFY row_number() OVER (
        PARTITION BY agency_code, finding_trigger, subject_kind, subject ORDER BY quarter_end_date DESC
    ) = 1
),

heard AS (
    SELECT agency_code, upper(trim(element_id)) AS element_id, string_agg(DISTINCT gap, '; ' ORDER BY gap) AS heard_causes
    FROM (
        SELECT agency_code, unnest(string_split(elements, ';')) AS element_id, gaps
        FROM core.interview_log
        WHERE elements IS NOT NULL AND gaps IS NOT NULL
    ) AS log
    CROSS JOIN LATERAL (SELECT trim(unnest(string_split(log.gaps, ';'))) AS gap) AS part
    GROUP BY ALL
),

known AS (
    SELECT agency_code, finding_trigger, subject_kind, subject FROM ever
    UNION
    SELECT agency_code, finding_trigger, subject_kind, subject FROM mart.finding_register
),

field_name AS (
    SELECT DISTINCT
        blank.agency_code,
        blank.dataset || '.' || blank.field_name AS subject,
        blank.field_title || ' (' || dataset.dataset_title || ')' AS title
    FROM ops.blank_rate AS blank
    INNER JOIN ops.dataset AS dataset USING (dataset)
),

joined AS (
    SELECT
        known.*,
        coalesce(agency.agency_name, known.agency_code) AS agency_name,
        coalesce(element.title, measure.name, field_name.title, known.subject)
        || CASE WHEN element.retired_on_date IS NULL THEN '' ELSE ' (retired here)' END AS subject_title,
        ever.first_raised_date IS NOT NULL AS raised_by_rule,
        coalesce(last.is_raised, false)
        AND (known.subject_kind <> 'policy' OR last.quarter_end_date = policy_end.quarter_end_date) AS is_raised_now,
        coalesce(last.is_clear, false) AS is_clear,
        ever.first_raised_date,
        last.window_start_date,
        last.quarter_end_date AS window_end_date,
        last.num,
        last.den,
        last.earlier_num,
        last.earlier_den,
        CASE
            WHEN known.subject_kind = 'policy' THEN 'not_data'
            WHEN known.subject_kind = 'field' THEN 'field_blank'
            WHEN last.months_missing THEN 'months_missing'
            WHEN last.unknown > setting.often_blank * (last.unknown + last.den) THEN 'often_unknown'
            ELSE 'nothing_seen'
        END AS data_answer,
        CASE
            WHEN known.subject_kind = 'policy' THEN 'not_asked'
            WHEN last.not_applicable > last.den THEN 'often_not_applicable'
            WHEN last.den < 2 * setting.percent_floor THEN 'small_base'
            ELSE 'nothing_seen'
        END AS base_answer,
        CASE known.subject_kind
            WHEN 'practice' THEN coalesce(place.where_answer, 'too_few')
            WHEN 'policy' THEN 'even'
            ELSE 'see_breakdowns'
        END AS where_answer,
        written.cause_codes,
        CASE WHEN written.cause_codes IS NULL THEN heard.heard_causes END AS heard_causes,
        register.finding_id,
        written.found_date,
        written.finding,
        written.director_told_date,
        written.shared_with_team_date,
        written.action,
        written.change_kind,
        written.owner_role,
        written.due_date,
        written.action_done_date,
        written.remeasure_due_date,
        written.remeasured_date,
        written.closed_date,
        register.before_num,
        register.before_den,
        register.after_num,
        register.after_den,
        register.after_verdict,
        written.status AS register_status,
        CASE
            WHEN known.subject_kind = 'practice' AND rule.limit_name IS NOT NULL
                THEN register.after_num < rule.limit_share * register.after_den
            WHEN known.subject_kind = 'field' THEN register.after_num > rule.limit_share * register.after_den
            ELSE false
        END AS is_still_past_limit
    FROM known
    LEFT JOIN ever USING (agency_code, finding_trigger, subject_kind, subject)
    LEFT JOIN last USING (agency_code, finding_trigger, subject_kind, subject)
    LEFT JOIN mart.finding_register AS register USING (agency_code, finding_trigger, subject_kind, subject)
    LEFT JOIN core.finding AS written ON written.finding_id = register.finding_id
    LEFT JOIN ops.finding_rule AS rule
        ON rule.finding_trigger = known.finding_trigger AND rule.subject_kind = known.subject_kind
    LEFT JOIN ops.agency AS agency ON agency.agency_code = known.agency_code
    LEFT JOIN core.current_element AS element ON element.element_id = known.subject
    LEFT JOIN ops.measure_definition AS measure ON measure.measure_id = known.subject
    LEFT JOIN field_name ON field_name.agency_code = known.agency_code AND field_name.subject = known.subject
    LEFT JOIN mart.finding_where AS place
        ON place.agency_code = known.agency_code AND place.subject = known.subject
    LEFT JOIN heard ON heard.agency_code = known.agency_code AND heard.element_id = known.subject
    CROSS JOIN (SELECT max(quarter_end_date) AS quarter_end_date FROM mart.finding_check) AS policy_end
    CROSS JOIN stg.setting AS setting
)

SELECT
    *,
    CASE
        WHEN finding_id IS NULL THEN CASE WHEN is_raised_now THEN 'new' ELSE 'passed' END
        WHEN register_status = 'dropped' THEN 'dropped'
        WHEN register_status = 'closed' OR closed_date IS NOT NULL THEN CASE
            WHEN remeasured_date IS NOT NULL AND after_verdict = 'better' AND NOT coalesce(is_still_past_limit, false)
                THEN 'closed'
            ELSE 'closed_not_shown'
        END
        WHEN action_done_date IS NULL THEN 'open'
        WHEN after_verdict IN ('better', 'worse', 'no_clear_change') THEN after_verdict
        ELSE 'waiting'
    END AS standing
FROM joined
ORDER BY agency_code, finding_trigger, subject_kind, subject
