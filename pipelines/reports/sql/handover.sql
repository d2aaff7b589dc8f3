-- A row is a handover as both sides count it; the last 12 months first, then the newest month.
SELECT
    h.handover, h.period_kind, h.period_start, h.months_count, h.sent, h.logged, h.only_sent, h.only_logged, h.differs,
    h.may_be_told, h.sender_code, h.receiver_code,
    CASE WHEN h.sender_code = 'all' THEN 'All agencies' ELSE coalesce(s.agency_name, h.sender_code) END AS sender_name,
    CASE WHEN h.receiver_code = 'all' THEN 'All agencies' ELSE coalesce(r.agency_name, h.receiver_code) END AS receiver_name
FROM ops.handover AS h
LEFT JOIN ops.agency AS s ON s.agency_code = h.sender_code
LEFT JOIN ops.agency AS r ON r.agency_code = h.receiver_code
ORDER BY h.handover, sender_name, h.period_kind DESC, h.period_start DESC
