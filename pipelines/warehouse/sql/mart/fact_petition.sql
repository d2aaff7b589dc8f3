-- A row is one petition for a civil protection order, dated by its filing. Nothing is left out.
-- dv: the relationship is a partner's or a relative's, or is not recorded; ipv: it is a partner's.
SELECT
    petition.agency_code,
    petition.petition_date AS event_date,
    petition.petitioner_relationship IS NULL OR petition.petitioner_relationship IN ('ipv', 'fv_non_ipv') AS dv,
    coalesce(petition.petitioner_relationship = 'ipv', false) AS ipv,
    petition.po_key,
    petition.petition_result,
    CASE
        WHEN coalesce(petition.decided_date, petition.granted_date) >= petition.petition_date
            THEN coalesce(petition.decided_date, petition.granted_date) - petition.petition_date
    END AS days_to_decision,
    petition.petition_result IS NULL OR (
        petition.petition_result <> 'pending' AND petition.decided_date IS NULL AND petition.granted_date IS NULL
    ) AS is_undated,
    petition.submission_id,
    petition.source_sheet,
    petition.source_row
FROM core.protection_order AS petition
