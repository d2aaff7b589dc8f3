-- A row is one agency, with the meetings of the team and of the implementation team that it came to in the 12 months to
-- $until. Work groups meet without every agency and are left out.
WITH met AS (
    SELECT meeting_id, meeting_date, ';' || replace(coalesce(agencies_present, ''), ' ', '') || ';' AS present
    FROM pub.meeting
    WHERE
        meeting_group IN ('team', 'implementation')
        AND meeting_date <= $until
        AND meeting_date > $until::DATE - INTERVAL 12 MONTH
)

SELECT
    a.agency_code, a.agency_name, count(met.meeting_id) AS meetings_count,
    count(met.meeting_id) FILTER (contains(met.present, ';' || a.agency_code || ';')) AS present_count,
    max(met.meeting_date) FILTER (contains(met.present, ';' || a.agency_code || ';')) AS last_date
FROM ops.agency AS a
CROSS JOIN met
LEFT JOIN ops.code_list AS area ON area.code_list = 'agency_area' AND area.code = a.agency_area
GROUP BY a.agency_code, a.agency_name, area.position
ORDER BY area.position, a.agency_name
