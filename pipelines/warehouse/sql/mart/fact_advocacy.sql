-- A row is one total of an advocacy program for one month. Left out: totals broken down further. A total that the
-- program wrote as small has no number.
SELECT
    total.agency_code,
    total.period_month AS event_date,
    CASE WHEN total.measure_code = 'air_notifications_received' THEN total.total_count END AS notices_received,
    CASE WHEN total.measure_code = 'air_contact_reached' THEN total.total_count END AS contacts_reached,
    CASE WHEN total.measure_code = 'air_services_accepted' THEN total.total_count END AS services_accepted,
    CASE WHEN total.measure_code = 'shelter_requests' THEN total.total_count END AS shelter_requests,
    CASE WHEN total.measure_code = 'shelter_requests_unmet' THEN total.total_count END AS shelter_unmet,
    CASE WHEN total.measure_code = 'persons_served_new' THEN total.total_count END AS persons_new,
    total.submission_id,
    total.source_sheet,
    total.source_row
FROM core.advocacy_total AS total
WHERE total.breakdown = 'none'
