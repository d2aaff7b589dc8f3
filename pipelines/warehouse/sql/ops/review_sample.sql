-- A row is one record drawn for case review, by agency and quarter that has ended, as file, sheet and row of the agency's file.
-- Drawn by chance from domestic violence records, each stratum apart: the records are put in the order of a hash of the site's
-- seed and the place of the row, so that the same seed and the same files always draw the same ones, and whoever draws cannot
-- choose. Where a stratum is smaller than what is asked, all of it is drawn. Left out: quarters that have not ended.
WITH record AS (
    {frames}
),

turned AS (
    SELECT
        record.agency_code,
        record.record_kind,
        record.agency_area,
        record.stratum,
        period.period_start,
        size.asked_count,
        md5(concat_ws('|', setting.review_seed, record.agency_code, record.record_kind, submission.file_sha256, record.source_sheet, record.source_row))
            AS turn,
        {'submission_id': record.submission_id, 'source_sheet': record.source_sheet, 'source_row': record.source_row} AS place
    FROM record
    CROSS JOIN stg.setting AS setting
    INNER JOIN stg.period AS period
        ON period.period_kind = 'quarter' AND period.period_end <= setting.data_to_date
        AND period.period_start = date_trunc('quarter', record.event_date)::DATE
    INNER JOIN ops.submission AS submission USING (submission_id)
    INNER JOIN stg.review_size AS size ON size.stratum = record.stratum AND size.asked_count > 0
    WHERE record.dv
),

-- Only the first few of a stratum are kept in their order: a large county has a million records to draw from.
stratum AS (
    SELECT
        agency_code,
        record_kind,
        agency_area,
        stratum,
        period_start,
        asked_count,
        count(*) AS records_count,
        arg_min({'turn': turn, 'place': place}, turn, asked_count) AS drawn
    FROM turned
    GROUP BY ALL
),

placed AS (
    SELECT
        * EXCLUDE (drawn),
        year(period_start) || '-Q' || quarter(period_start) AS event_quarter,
        unnest(drawn, recursive := true),
        generate_subscripts(drawn, 1) AS draw_no
    FROM stratum
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
INNER JOIN (SELECT submission_id, file_name FROM ops.submission) AS submission USING (submission_id)
ORDER BY agency_code, event_quarter, record_kind, stratum, draw_no
