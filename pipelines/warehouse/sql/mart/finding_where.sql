-- A row is one practice at one agency: the group of records in which it is shown clearly less than in all others, over the
-- quarters that the last check looked at. Groups and their rest have as many records as a percentage needs; no number is told.
WITH looked_at AS (
    SELECT agency_code, subject, window_start_date, quarter_end_date
    FROM mart.finding_check
    WHERE subject_kind = 'practice' AND finding_trigger = 'below_threshold'
    QUALIFY row_number() OVER (PARTITION BY agency_code, subject ORDER BY quarter_end_date DESC) = 1
),

item AS (
    SELECT
        review.agency_code,
        review.element_id AS subject,
        review.outcome = 'demonstrated' AS is_shown,
        {stratum} AS stratum,
        coalesce(review.limited_english, false) AS limited_english
    FROM core.case_review_item AS review
    INNER JOIN stg.period AS period
        ON period.period_kind = 'quarter'
        AND review.event_quarter = year(period.period_start) || '-Q' || quarter(period.period_start)
    INNER JOIN looked_at
        ON looked_at.agency_code = review.agency_code AND looked_at.subject = review.element_id
        AND period.period_start BETWEEN looked_at.window_start_date AND looked_at.quarter_end_date
    WHERE review.outcome IN ('demonstrated', 'partly', 'not_demonstrated')
),

member AS (
    SELECT agency_code, subject, stratum AS in_group, is_shown FROM item
    UNION ALL BY NAME
    SELECT agency_code, subject, 'limited_english' AS in_group, is_shown FROM item WHERE limited_english
),

whole AS (
    SELECT agency_code, subject, count(*) FILTER (is_shown) AS num, count(*) AS den FROM item GROUP BY ALL
),

part AS (
    SELECT agency_code, subject, in_group, count(*) FILTER (is_shown) AS num, count(*) AS den
    FROM member
    WHERE in_group IS NOT NULL
    GROUP BY ALL
),

judged AS (
    SELECT
        part.agency_code,
        part.subject,
        part.in_group,
        part.num / part.den AS share,
        part.den >= setting.percent_floor AND whole.den - part.den >= setting.percent_floor AS is_enough,
        stg.wilson_high(part.num, part.den) < stg.wilson_low(whole.num - part.num, whole.den - part.den) AS is_lower
    FROM part
    INNER JOIN whole USING (agency_code, subject)
    CROSS JOIN stg.setting AS setting
)

SELECT
    agency_code,
    subject,
    CASE
        WHEN count(*) FILTER (is_enough) = 0 THEN 'too_few'
        ELSE coalesce(arg_min(in_group, (share, in_group)) FILTER (is_enough AND is_lower), 'even')
    END AS where_answer
FROM judged
GROUP BY ALL
ORDER BY ALL
