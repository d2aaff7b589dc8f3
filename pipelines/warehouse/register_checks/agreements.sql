-- Agreements beside the agencies of the site: a partner that is missing, an annex or a signature that is, an agreement that
-- ended or ends soon, files that it does not name, areas without a partner. Silent while the register of partners is empty.
WITH today AS (SELECT as_of_date FROM stg.setting),

agency AS (
    SELECT agency_code, agency_area FROM ops.agency
    WHERE (active_to_date IS NULL OR active_to_date >= (SELECT as_of_date FROM today)) AND EXISTS (SELECT 1 FROM core.partner)
),

sends AS (
    SELECT agency.agency_code, sent.dataset
    FROM agency
    INNER JOIN stg.agency_dataset AS sent USING (agency_code)
),

wanted AS (
    SELECT area FROM (VALUES {partner_areas}) AS a (area)
    WHERE EXISTS (SELECT 1 FROM core.partner)
)

SELECT 'cross_agency_without_partner' AS check_id, 'partners_mou' AS dataset, 'agency_code' AS field_name, agency_code
FROM agency
WHERE agency_code NOT IN (SELECT p.agency_code FROM core.partner AS p WHERE p.agency_code IS NOT NULL)
UNION ALL BY NAME
SELECT
    'cross_area_without_partner' AS check_id, 'partners_mou' AS dataset, 'participation_status' AS field_name, area AS other
FROM wanted
WHERE area NOT IN (
    SELECT agency.agency_area
    FROM core.partner AS p
    INNER JOIN agency USING (agency_code)
    WHERE p.participation_status = 'participating'
)
UNION ALL BY NAME
SELECT
    'cross_annex_not_signed' AS check_id, 'partners_mou' AS dataset, 'data_annex_signed_date' AS field_name, p.partner_id AS row_id,
    p.agency_code, p.submission_id, p.source_sheet, p.source_row
FROM core.partner AS p
WHERE
    p.agency_code IN (SELECT sends.agency_code FROM sends)
    AND (p.data_annex_signed_date IS NULL OR p.data_annex_signed_date > (SELECT as_of_date FROM today))
UNION ALL BY NAME
SELECT
    'cross_agreement_not_signed' AS check_id, 'partners_mou' AS dataset, 'mou_status' AS field_name, p.partner_id AS row_id,
    p.agency_code, p.submission_id, p.source_sheet, p.source_row
FROM core.partner AS p
INNER JOIN agency USING (agency_code)
WHERE p.mou_status IN ('not_started', 'drafting', 'under_legal_review', 'declined')
UNION ALL BY NAME
SELECT
    CASE WHEN p.mou_expires_date < today.as_of_date THEN 'cross_agreement_ended' ELSE 'cross_agreement_ends_soon' END AS check_id,
    'partners_mou' AS dataset, 'mou_expires_date' AS field_name, p.partner_id AS row_id, p.agency_code, p.submission_id,
    p.source_sheet, p.source_row
FROM core.partner AS p
CROSS JOIN today
WHERE p.mou_status IN ('signed', 'renewal_due') AND p.mou_expires_date <= today.as_of_date + {renewal_days}
UNION ALL BY NAME
SELECT
    'cross_dataset_not_agreed' AS check_id, 'partners_mou' AS dataset, 'datasets_agreed' AS field_name, p.partner_id AS row_id,
    p.agency_code, sends.dataset AS other, p.submission_id, p.source_sheet, p.source_row
FROM core.partner AS p
INNER JOIN sends USING (agency_code)
WHERE
    p.datasets_agreed IS NOT NULL
    AND NOT list_contains(list_transform(string_split(p.datasets_agreed, ';'), lambda d: lower(trim(d))), sends.dataset)
