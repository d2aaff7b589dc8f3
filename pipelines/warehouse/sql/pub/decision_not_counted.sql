-- A row is one decision that does not count, and why, with its place in the register. Left out: all others, which pub.decision has.
SELECT * EXCLUDE (submission_id)
FROM core.decision_standing
WHERE not_counted_check_id IS NOT NULL
