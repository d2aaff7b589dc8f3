-- A row is one charge of a court case, dated by the case's filing: the unit of count is the charge. Nothing is left out.
SELECT
    charge.agency_code,
    docket.filed_date AS event_date,
    coalesce(charge.dv_related, false) AS dv,
    false AS ipv,
    charge.court_case_key,
    charge.charge_seq,
    charge.charge_family,
    charge.submission_id,
    charge.source_sheet,
    charge.source_row
FROM core.charge AS charge
INNER JOIN core.court_case AS docket USING (agency_code, court_case_key)
