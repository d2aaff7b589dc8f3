-- A row is one total that an advocacy program reports for one month and category; its latest word counts whole.
-- A total that the program wrote as small ("<10") stays without a number. Nothing is left out.
SELECT
    * EXCLUDE (small_cell_flag, total_count),
    CASE WHEN NOT coalesce(small_cell_flag, false) THEN total_count END AS total_count,
    coalesce(small_cell_flag, false) AS small_cell_flag
FROM stg.advocacy_total__latest
