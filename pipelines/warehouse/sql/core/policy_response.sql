-- A row is one answer of one agency's policy checklist for one element in one round; the latest answer counts
-- whole, so that a note taken out of the checklist is gone. Nothing is left out.
SELECT * FROM stg.policy_response__latest
