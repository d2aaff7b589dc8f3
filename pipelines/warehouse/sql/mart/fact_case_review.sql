-- A row is one element looked for in one reviewed record, dated by the first day of the event's quarter.
-- Left out: rows whose quarter is not written as 2025-Q3.
SELECT
    item.agency_code,
    make_date(item.event_quarter[1:4]::INTEGER, item.event_quarter[7:7]::INTEGER * 3 - 2, 1) AS event_date,
    item.element_id,
    item.event_quarter,
    item.outcome,
    item.submission_id,
    item.source_sheet,
    item.source_row
FROM core.case_review_item AS item
WHERE regexp_full_match(item.event_quarter, '[0-9]{4}-Q[1-4]')
