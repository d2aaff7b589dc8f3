-- A row is one consultation, the newest first.
SELECT c.*, kind.label AS kind_label, status.label AS status_label
FROM pub.consultation AS c
LEFT JOIN ops.code_list AS kind ON kind.code_list = 'event_kind' AND kind.code = c.event_kind
LEFT JOIN ops.code_list AS status ON status.code_list = 'consultation_status' AND status.code = c.status
ORDER BY c.wave DESC, c.event_id
