-- A row is the state and the uncertainty of one row of pub.measure_value. A withheld row has no numbers here either.
WITH shown AS (
    SELECT
        v.measure_id, v.agency_code, v.period_kind, v.period_start, v.period_end, v.breakdown, v.category, v.audience,
        v.suppressed,
        v.measure_id NOT IN ({ratios}) AS is_share,
        CASE WHEN NOT v.suppressed THEN v.num END AS num,
        CASE WHEN NOT v.suppressed THEN v.den END AS den,
        CASE WHEN NOT v.suppressed THEN v.value END AS value,
        CASE WHEN NOT v.suppressed THEN v.n_missing END AS n_missing,
        v.match_rate,
        s.state,
        s.cases_to_date
    FROM pub.measure_value AS v
    LEFT JOIN mart.measure_state AS s USING (measure_id, agency_code, period_kind, period_start)
)

SELECT
    * EXCLUDE (suppressed, is_share, num, den, value, n_missing, match_rate, state),
    CASE
        WHEN suppressed THEN 'suppressed'
        WHEN coalesce(state, 'sent') <> 'sent' THEN state
        WHEN den = 0 OR (num IS NULL AND value IS NULL) THEN 'no_cases'
        ELSE 'shown'
    END AS state,
    coalesce(is_share AND den >= {floor} AND coalesce(num <= den, true), false) AS is_percent,
    CASE WHEN is_share AND den >= {floor} THEN {low} END AS low,
    CASE WHEN is_share AND den >= {floor} THEN {high} END AS high,
    CASE WHEN is_share AND den >= {floor} AND num <= den THEN {lowest} END AS lowest,
    CASE WHEN is_share AND den >= {floor} AND num <= den THEN {highest} END AS highest
FROM shown
ORDER BY audience, measure_id, agency_code, period_kind, period_start, breakdown, category
