-- A row is what a role said of a draft of the edition $edition_label, the latest first.
SELECT r.edition_label, r.draft_ref, r.reviewer_role, r.reviewed_on_date, r.verdict, r.gaps_accepted
FROM pub.release_review AS r
WHERE upper(trim(r.edition_label)) = $edition_label
ORDER BY r.reviewed_on_date DESC NULLS LAST, r.draft_ref
