-- A row is a headline figure of the latest twelve months beside the baseline period, as $audience may see both.
SELECT *
FROM pub.measure_change
WHERE audience = $audience AND period_kind = 'baseline' AND breakdown = 'none'
ORDER BY measure_id, agency_code
