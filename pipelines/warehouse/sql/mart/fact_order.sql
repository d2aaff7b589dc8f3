-- A row is one ex parte protection order, dated by its granting. Left out: other orders, and petitions not granted.
-- dv, ipv: see fact_petition. days_to_service counts whole days; a negative number is no time.
SELECT
    petition.agency_code,
    petition.granted_date AS event_date,
    petition.petitioner_relationship IS NULL OR petition.petitioner_relationship IN ('ipv', 'fv_non_ipv') AS dv,
    coalesce(petition.petitioner_relationship = 'ipv', false) AS ipv,
    petition.po_key,
    CASE WHEN petition.served_date >= petition.granted_date THEN petition.served_date - petition.granted_date END
        AS days_to_service,
    petition.submission_id,
    petition.source_sheet,
    petition.source_row
FROM core.protection_order AS petition
WHERE petition.order_kind = 'ex_parte' AND petition.petition_result = 'granted'
