-- A row is one defendant in one docket, rolled up from its charges. Nothing is left out.
-- Outcome: conviction if any charge is convicted, else deferred, else acquittal, else dismissal, else declined,
-- else transfer, else other. A case is disposed of when every charge is; the last charge dates it. A bench
-- warrant or an unknown outcome keeps a charge open.
WITH charge AS (
    SELECT
        charge.*,
        latest.dismissed_by,
        outcome.code_group AS outcome,
        coalesce(outcome.code_group NOT IN ('open', 'unknown'), false) AS is_closed,
        coalesce(outcome.code_group = 'conviction', false) AS is_convicted,
        try_cast(charge.charge_seq AS INTEGER) AS charge_no
    FROM core.charge
    INNER JOIN stg.charge__latest AS latest USING (agency_code, court_case_key, charge_seq)
    LEFT JOIN stg.code AS outcome
        ON outcome.code_list = 'disposition' AND outcome.code = charge.disposition
),

dismissed AS (
    SELECT agency_code, court_case_key, disposition_reason, dismissed_by
    FROM charge
    WHERE disposition = 'dismissal'
    QUALIFY row_number() OVER (
        PARTITION BY agency_code, court_case_key ORDER BY charge_no NULLS LAST, charge_seq
    ) = 1
),

rolled AS (
    SELECT
        agency_code,
        court_case_key,
        CASE
            WHEN bool_or(disposition = 'conviction_trial') THEN 'conviction_trial'
            WHEN bool_or(is_convicted) THEN 'conviction_plea'
            WHEN bool_or(outcome = 'deferred') THEN 'diverted_or_deferred'
            WHEN bool_or(outcome = 'acquittal') THEN 'acquittal'
            WHEN bool_or(outcome = 'dismissal') THEN 'dismissal'
            WHEN bool_or(outcome = 'declined') THEN 'declined'
            WHEN bool_or(outcome = 'transfer') THEN 'transfer'
            WHEN bool_or(outcome = 'other') THEN 'other'
        END AS case_disposition,
        CASE WHEN bool_and(is_closed) THEN max(disposition_date) END AS case_disposition_date,
        bool_or(is_convicted) AS convicted_any,
        bool_or(is_convicted AND coalesce(dv_related, false)) AS convicted_dv,
        bool_or(dv_related) AS dv_related,
        arg_max(level, (stg.severity(level), level)) AS level_filed,
        arg_max(level, (stg.severity(level), level)) FILTER (is_convicted) AS level_disposed,
        arg_max(charge_family, (stg.severity(level), -coalesce(charge_no, 1000000), charge_seq))
            AS most_serious_filed,
        arg_max(charge_family, (stg.severity(level), -coalesce(charge_no, 1000000), charge_seq))
            FILTER (is_convicted) AS most_serious_convicted,
        count(*) AS charges_count
    FROM charge
    GROUP BY ALL
)

SELECT
    docket.* EXCLUDE (
        reopened, sealed_flag, dv_related, disposition_reason, dismissed_by, disposition_date, disposition
    ),
    rolled.* EXCLUDE (agency_code, court_case_key, convicted_any, convicted_dv),
    coalesce(rolled.convicted_any, false) AS convicted_any,
    coalesce(rolled.convicted_dv, false) AS convicted_dv,
    CASE WHEN rolled.case_disposition = 'dismissal' THEN dismissed.disposition_reason END AS disposition_reason,
    CASE
        WHEN rolled.case_disposition = 'dismissal' THEN coalesce(dismissed.dismissed_by, docket.dismissed_by)
    END AS dismissed_by,
    coalesce(docket.reopened, false) AS reopened,
    coalesce(docket.sealed_flag, false) AS sealed_flag
FROM stg.court_case__latest AS docket
LEFT JOIN rolled USING (agency_code, court_case_key)
LEFT JOIN dismissed USING (agency_code, court_case_key)
