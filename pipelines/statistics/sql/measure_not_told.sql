-- A row is one measure of the field's catalogue that has no figure, with what is missing for it: nobody sends its
-- dataset, no agency's records have what it needs, or it is told elsewhere.
WITH known (measure_id, name, reason, dataset) AS (VALUES {measures})

SELECT
    measure_id,
    name,
    CASE
        WHEN dataset IS NOT NULL AND dataset NOT IN (SELECT dataset FROM stg.agency_dataset)
            THEN 'No agency of the site sends this: ' || coalesce(lower(title.dataset_title), dataset) || '.'
        ELSE coalesce(reason, 'No record of this kind has come.')
    END AS reason
FROM known
LEFT JOIN ops.dataset AS title USING (dataset)
WHERE measure_id NOT IN (SELECT measure_id FROM mart.measure_value)
ORDER BY measure_id
