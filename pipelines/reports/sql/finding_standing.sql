-- A row is one finding at one agency, as $audience may see it. Withheld: no number.
SELECT finding.*, coalesce(rule.words, 'People raised it.') AS rule_words, rule.limit_share
FROM pub.finding_standing AS finding
LEFT JOIN ops.finding_rule AS rule
    ON rule.finding_trigger = finding.finding_trigger AND rule.subject_kind = finding.subject_kind
WHERE finding.audience = $audience
ORDER BY finding.agency_name, finding.subject_kind, finding.subject, finding.finding_trigger
