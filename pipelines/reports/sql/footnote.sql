-- A row is a footnote of one file that counts. A register has no period: its footnotes stand beside figures of every one.
SELECT
    footnote_no, footnote, agency_code, dataset, coalesce(period_start, DATE '1990-01-01') AS period_start,
    coalesce(period_end, DATE '2199-12-31') AS period_end
FROM ops.footnote
ORDER BY footnote_no, period_start, agency_code
