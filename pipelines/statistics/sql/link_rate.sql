-- A row is one link for one agency (or all) and period: of the records that name a partner, the share that found it.
CREATE TEMP TABLE link_rate AS
SELECT
    link_name AS link,
    coalesce(agency_code, 'all') AS agency_code,
    period_kind,
    period_start,
    CASE WHEN sum(eligible) > 0 THEN round(sum(linked) / sum(eligible), 6) END AS match_rate
FROM ops.match_rate
INNER JOIN stg.period_month USING (month)
GROUP BY GROUPING SETS (
    (link_name, agency_code, period_kind, period_start), (link_name, period_kind, period_start)
)
