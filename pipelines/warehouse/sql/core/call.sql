-- A row is one 911 or dispatch event, however many units were sent and however often the agency sent it.
-- Of several units the first dispatch and arrival and the last clearing count (see stg.call__latest).
-- Nothing is left out: duplicates, voids and tests stay here, marked, and are left out of mart.fact_call.
-- The codes are asked for twice, as a named table would have every reader of this view read every column.
SELECT
    * EXCLUDE (is_duplicate, is_test_or_void),
    coalesce(call_type_initial IN (SELECT code FROM stg.code WHERE code_list = 'call_type' AND code_group = 'dv'), false) AS dv_initial,
    coalesce(call_type_final IN (SELECT code FROM stg.code WHERE code_list = 'call_type' AND code_group = 'dv'), false) AS dv_final,
    coalesce(is_duplicate, false) OR coalesce(disposition = 'duplicate', false) AS is_duplicate,
    coalesce(is_test_or_void, false) OR coalesce(disposition = 'void_test', false) AS is_test_or_void
FROM stg.call__latest
