-- A row is a link between two steps for one agency: the latest month and the last 12 months.
WITH latest AS (
    SELECT link_name, agency_code, max(month) AS month FROM ops.match_rate GROUP BY ALL
)

SELECT
    m.link_name, m.agency_code,
    CASE WHEN m.agency_code = 'all' THEN 'All agencies' ELSE coalesce(a.agency_name, m.agency_code) END AS agency_name,
    any_value(l.month) AS latest_month,
    sum(m.linked) FILTER (WHERE m.month = l.month) AS month_linked,
    sum(m.eligible) FILTER (WHERE m.month = l.month) AS month_eligible,
    sum(m.linked) AS year_linked, sum(m.eligible) AS year_eligible
FROM ops.match_rate AS m
JOIN latest AS l ON l.link_name = m.link_name AND l.agency_code = m.agency_code
LEFT JOIN ops.agency AS a ON a.agency_code = m.agency_code
WHERE m.month > l.month - INTERVAL 12 MONTH
GROUP BY m.link_name, m.agency_code, a.agency_name
ORDER BY m.link_name, agency_name
