-- A row is one partner with its agreement, or one agency of the site that is no partner in the register yet.
SELECT
    coalesce(p.organization, a.agency_name) AS organization, a.agency_code, p.partner_id, p.director_role, p.liaison_role,
    status.label AS mou_status_words, p.mou_status, p.mou_signed_date, p.mou_expires_date, p.data_sharing_annex,
    p.data_annex_signed_date, p.roles_summary, p.roles, p.next_step, p.last_contact_date,
    (SELECT count(*) FROM pub.partner) AS partners_count
FROM pub.partner AS p
FULL JOIN ops.agency AS a ON a.agency_code = p.agency_code
LEFT JOIN ops.code_list AS status ON status.code_list = 'mou_status' AND status.code = p.mou_status
ORDER BY organization
