-- A row is one charge that has been disposed of, dated by its disposition: the unit of count is the charge.
-- Left out: charges that are open, out on a warrant, or whose outcome is not known.
SELECT
    charge.agency_code,
    charge.disposition_date AS event_date,
    coalesce(charge.dv_related, false) AS dv,
    false AS ipv,
    charge.court_case_key,
    charge.charge_seq,
    coalesce(charge.is_primary_charge, false) AS is_primary_charge,
    charge.disposition IN ('conviction_plea', 'conviction_trial') AS is_convicted,
    charge.submission_id,
    charge.source_sheet,
    charge.source_row
FROM core.charge AS charge
WHERE
    charge.disposition_date IS NOT NULL
    AND charge.disposition IS NOT NULL
    AND charge.disposition NOT IN ('pending_warrant', 'unknown')
