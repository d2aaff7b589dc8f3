-- A row is one step for one cohort: the domestic violence incidents that one agency (or all) took in a quarter or
-- in twelve rolling months, followed by way of linked numbers for as long as the data reach.
-- linked: incidents of the cohort that reached the step. previous: those of the step before; the report is the
-- base, so call and report have none. unlinked: all records of the step dated in the period, linked or not; for
-- one agency only where the records are its own. match_rate: records of the step that found an incident.
-- Left out: cohorts of an agency without any submission in the period.
WITH step AS (
    SELECT *
    FROM (
        VALUES
        (1, 'call', 'Dispatch call', 0),
        (2, 'report', 'Incident report', 0),
        (3, 'arrest', 'Arrest', 1),
        (4, 'referred', 'Referred to the prosecutor', 30),
        (5, 'filed', 'Filed', 90),
        (6, 'convicted', 'Convicted of any charge', 365),
        (7, 'supervised', 'Under supervision', 400)
    ) AS s (step_no, step, label, days_needed)
),

covered AS (
    SELECT DISTINCT submission.agency_code, period_month.period_kind, period_month.period_start
    FROM stg.submission_month AS submission
    INNER JOIN stg.period_month USING (month)
    INNER JOIN stg.agency_dataset USING (agency_code, dataset)
    WHERE submission.is_winner AND submission.dataset = 'rms_incidents'
),

cohort AS (
    SELECT agency_code, period_kind, period_start FROM covered
    UNION
    SELECT 'all' AS agency_code, period_kind, period_start FROM covered
),

-- Calls that some report may belong to: most calls of a large county have none.
reported AS (
    SELECT call_key, report_key
    FROM mart.fact_call
    WHERE call_key IN (SELECT call_key FROM core.incident) OR report_key IN (SELECT incident_key FROM core.incident)
),

incident AS (
    SELECT
        fact.agency_code,
        date_trunc('month', fact.event_date)::DATE AS month,
        fact.call_key IN (SELECT call_key FROM reported)
        OR fact.incident_key IN (SELECT report_key FROM reported WHERE report_key IS NOT NULL) AS has_call,
        fact.has_arrest,
        fact.is_referred,
        fact.is_filed,
        fact.is_convicted,
        fact.is_supervised
    FROM mart.fact_incident AS fact
    INNER JOIN stg.agency_dataset AS sender
        ON sender.agency_code = fact.agency_code AND sender.dataset = 'rms_incidents'
    WHERE fact.dv
),

month_step AS (
    SELECT
        agency_code,
        month,
        unnest(['call', 'report', 'arrest', 'referred', 'filed', 'convicted', 'supervised']) AS step,
        unnest([
            count(*) FILTER (coalesce(has_call, false)),
            count(*),
            count(*) FILTER (has_arrest),
            count(*) FILTER (is_referred),
            count(*) FILTER (is_filed),
            count(*) FILTER (is_convicted),
            count(*) FILTER (is_supervised)
        ]) AS n
    FROM incident
    GROUP BY agency_code, month
),

linked AS (
    SELECT
        coalesce(agency_code, 'all') AS agency_code,
        period_kind,
        period_start,
        step,
        sum(n)::BIGINT AS linked
    FROM month_step
    INNER JOIN stg.period_month USING (month)
    GROUP BY GROUPING SETS (
        (agency_code, period_kind, period_start, step), (period_kind, period_start, step)
    )
),

incident_case AS (
    SELECT court_case_key
    FROM core.prosecution_case
    WHERE court_case_key IS NOT NULL AND incident_key IN (SELECT incident_key FROM core.incident)
),

record AS (
    SELECT 'call' AS step, agency_code, event_date, report_key IS NOT NULL AS eligible,
        coalesce(report_key IN (SELECT incident_key FROM core.incident), false) AS found
    FROM mart.fact_call WHERE dv
    UNION ALL
    SELECT 'report', agency_code, event_date, false, false FROM mart.fact_incident WHERE dv
    UNION ALL
    SELECT 'arrest', agency_code, event_date, true,
        coalesce(incident_key IN (SELECT incident_key FROM core.incident), false)
    FROM mart.fact_arrest WHERE dv
    UNION ALL
    SELECT 'referred', agency_code, event_date, true,
        coalesce(incident_key IN (SELECT incident_key FROM core.incident), false)
    FROM mart.fact_referral WHERE dv
    UNION ALL
    SELECT 'filed', agency_code, event_date, true,
        coalesce(court_case_key IN (SELECT court_case_key FROM incident_case), false)
    FROM mart.fact_filing WHERE dv
    UNION ALL
    SELECT 'convicted', agency_code, event_date, true,
        coalesce(court_case_key IN (SELECT court_case_key FROM incident_case), false)
    FROM mart.fact_disposition WHERE dv AND convicted_any
    UNION ALL
    SELECT 'supervised', agency_code, event_date, true,
        coalesce(court_case_key IN (SELECT court_case_key FROM incident_case), false)
    FROM mart.fact_probation_start WHERE dv
),

record_month AS (
    SELECT step, agency_code, date_trunc('month', event_date)::DATE AS month, count(*) AS n,
        count(*) FILTER (eligible) AS eligible, count(*) FILTER (eligible AND found) AS found
    FROM record
    CROSS JOIN stg.setting
    WHERE event_date BETWEEN data_from_date AND data_to_date
    GROUP BY ALL
),

total AS (
    SELECT
        coalesce(agency_code, 'all') AS agency_code,
        period_kind,
        period_start,
        step,
        sum(n)::BIGINT AS unlinked,
        CASE WHEN sum(eligible) > 0 THEN round(sum(found) / sum(eligible), 6) END AS match_rate
    FROM record_month
    INNER JOIN stg.period_month USING (month)
    GROUP BY GROUPING SETS (
        (agency_code, period_kind, period_start, step), (period_kind, period_start, step)
    )
),

told AS (
    SELECT
        cohort.agency_code,
        cohort.period_kind AS cohort_kind,
        cohort.period_start AS cohort_start,
        period.period_end AS cohort_end,
        step.step_no,
        step.step,
        step.label,
        coalesce(linked.linked, 0) AS linked_count,
        CASE
            WHEN cohort.agency_code = 'all' OR step.step IN ('report', 'arrest') THEN coalesce(total.unlinked, 0)
            ELSE total.unlinked
        END AS unlinked,
        coalesce(total.match_rate, site_total.match_rate) AS match_rate,
        coalesce(coalesce(total.match_rate, site_total.match_rate) < setting.match_rate_limit, false) AS links_low,
        period.period_end + step.days_needed::INTEGER > setting.data_to_date AS too_early
    FROM cohort
    INNER JOIN stg.period AS period USING (period_kind, period_start)
    CROSS JOIN step
    CROSS JOIN stg.setting AS setting
    LEFT JOIN linked USING (agency_code, period_kind, period_start, step)
    LEFT JOIN total USING (agency_code, period_kind, period_start, step)
    LEFT JOIN total AS site_total
        ON site_total.agency_code = 'all'
        AND site_total.period_kind = cohort.period_kind
        AND site_total.period_start = cohort.period_start
        AND site_total.step = step.step
    WHERE cohort.period_kind IN ('quarter', 'rolling12')
)

SELECT
    * EXCLUDE (linked_count, unlinked, match_rate, links_low, too_early),
    CASE WHEN NOT links_low THEN linked_count END AS linked,
    CASE
        WHEN step_no > 2 AND NOT links_low
            THEN
                lag(CASE WHEN NOT links_low THEN linked_count END)
                    OVER (PARTITION BY agency_code, cohort_kind, cohort_start ORDER BY step_no)
    END AS previous,
    unlinked,
    match_rate,
    links_low,
    too_early
FROM told
ORDER BY agency_code, cohort_kind, cohort_start, step_no
