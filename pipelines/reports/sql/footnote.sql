-- A row is a footnote of one file that counts.
SELECT footnote_no, footnote, agency_code, dataset, period_start, period_end
FROM ops.footnote
WHERE period_start IS NOT NULL AND period_end IS NOT NULL
ORDER BY footnote_no, period_start, agency_code
