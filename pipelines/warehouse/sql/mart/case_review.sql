-- A row is one element at one agency in one quarter of case review; 'all' adds the quarters up.
-- Left out of the rate: not applicable and unknown. No rate on fewer records than the floor for percentages.
WITH item AS (
    SELECT
        item.agency_code,
        coalesce(agency.agency_name, item.agency_code) AS agency_name,
        item.element_id,
        coalesce(element.title, item.element_id) || CASE WHEN element.retired_on_date IS NULL THEN '' ELSE ' (retired here)' END AS title,
        item.event_quarter,
        item.outcome
    FROM core.case_review_item AS item
    LEFT JOIN ops.agency AS agency USING (agency_code)
    LEFT JOIN core.current_element AS element USING (element_id)
),

told AS (
    SELECT
        agency_code,
        agency_name,
        element_id,
        title,
        coalesce(event_quarter, 'all') AS event_quarter,
        count(*) AS reviewed,
        count(*) FILTER (outcome = 'demonstrated') AS demonstrated,
        count(*) FILTER (outcome = 'partly') AS partly,
        count(*) FILTER (outcome = 'not_demonstrated') AS not_demonstrated,
        count(*) FILTER (outcome = 'not_applicable') AS not_applicable,
        count(*) FILTER (outcome IS NULL OR outcome = 'unknown') AS unknown,
        count(*) FILTER (outcome IN ('demonstrated', 'partly', 'not_demonstrated')) AS applicable
    FROM item
    GROUP BY GROUPING SETS (
        (agency_code, agency_name, element_id, title, event_quarter), (agency_code, agency_name, element_id, title)
    )
)

SELECT
    told.*,
    CASE WHEN applicable >= setting.percent_floor THEN round(demonstrated / applicable, 6) END AS rate
FROM told
CROSS JOIN stg.setting AS setting
ORDER BY agency_code, element_id, event_quarter
