-- A row is one record drawn for case review, by agency and quarter that has ended, as file, sheet and row of the agency's file.
-- Drawn by chance from domestic violence records, each stratum apart: the records are put in the order of a hash of the site's
-- seed and the place of the row, so that the same seed and the same files always draw the same ones, and whoever draws cannot
-- choose. Where a stratum is smaller than what is asked, all of it is drawn. Left out: quarters that have not ended.
WITH record AS (
    {frames}
),

drawn AS (
    SELECT
        record.*,
        year(period.period_start) || '-Q' || quarter(period.period_start) AS event_quarter,
        submission.file_name,
        size.asked_count,
        md5(concat_ws('|', setting.review_seed, record.agency_code, record.record_kind, submission.file_sha256, record.source_sheet, record.source_row))
            AS turn
    FROM record
    CROSS JOIN stg.setting AS setting
    INNER JOIN stg.period AS period
        ON period.period_kind = 'quarter' AND period.period_end <= setting.data_to_date
        AND record.event_date BETWEEN period.period_start AND period.period_end
    INNER JOIN ops.submission AS submission USING (submission_id)
    INNER JOIN stg.review_size AS size USING (stratum)
    WHERE record.dv
),

placed AS (
    SELECT
        *,
        count(*) OVER of_stratum AS records_count,
        row_number() OVER (of_stratum ORDER BY turn) AS draw_no
    FROM drawn
    WINDOW of_stratum AS (PARTITION BY agency_code, event_quarter, record_kind, stratum)
)

SELECT
    agency_code,
    event_quarter,
    record_kind,
    agency_area,
    stratum,
    upper(agency_code) || '-' || replace(event_quarter, '-', '') || '-'
    || printf('%02d', row_number() OVER (PARTITION BY agency_code, event_quarter ORDER BY turn)) AS review_case_id,
    draw_no,
    asked_count,
    records_count,
    submission_id,
    file_name,
    source_sheet,
    source_row
FROM placed
WHERE draw_no <= asked_count
ORDER BY agency_code, event_quarter, record_kind, stratum, draw_no
