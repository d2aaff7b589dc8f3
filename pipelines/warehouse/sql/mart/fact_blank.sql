-- A row is one expected field of one agency's dataset in one month. Nothing is left out.
SELECT agency_code, month AS event_date, dataset, field_name, blank_count, rows_count
FROM ops.blank_rate
