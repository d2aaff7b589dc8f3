-- A row is one element looked for in one reviewed record; the latest answer counts whole. Nothing is left out.
-- The quarter is written as 2025-Q3, however it came ("2025Q3", "2025 q3").
SELECT
    * EXCLUDE (event_quarter),
    CASE
        WHEN regexp_full_match(trim(event_quarter), '[0-9]{4}[- ]?[Qq][1-4]')
            THEN trim(event_quarter)[1:4] || '-Q' || right(trim(event_quarter), 1)
        ELSE event_quarter
    END AS event_quarter
FROM stg.case_review_item__latest
