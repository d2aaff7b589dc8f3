-- A row is a measure in its current definition.
SELECT
    d.measure_id, d.name, d.agency_area, d.numerator, d.denominator, d.direction, d.source_ref, d.caution,
    d.breakdown, d.value_kind, d.dataset, d.registers, d.definition_version, d.unit_of_count,
    coalesce(c.label, replace(d.unit_of_count, '_', ' ')) AS unit_label
FROM ops.measure_definition AS d
LEFT JOIN ops.code_list AS c ON c.code_list = 'unit_of_count' AND c.code = d.unit_of_count
ORDER BY d.measure_id
