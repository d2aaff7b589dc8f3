"""The whole truth: every measure for every agency and period, the links, and the rows they were counted from."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

import pandas as pd

from pipelines.sample.truth import cases, custody, police, supervision, team, work
from pipelines.sample.truth.core import make_core
from pipelines.sample.truth.findings import raised_findings
from pipelines.sample.truth.lines import Coverage, measure_lines
from pipelines.sample.truth.records import Received, Records
from pipelines.sample.truth.rules import RULES
from pipelines.sample.truth.site import TruthSite
from pipelines.sample.truth.waits import wait_lines
from pipelines.sample.world.shapes import WorldOptions


def truth_of(
    received: Received, coverage: Coverage, site: TruthSite, options: WorldOptions | None = None
) -> dict[str, Any]:
    """Count everything from the rows that are accepted.

    Args:
        received: The rows that count, by agency and dataset, with the world's helper columns; rows of one dataset
            stand in the order of the file, ``_month`` orders the files.
        coverage: First days of the months that files (or reports of nothing) cover, by agency and dataset.
        site: The site's settings, and what it expects.
        options: The options of the world, repeated in the answer.

    Returns:
        ``measures`` (one record per line, agency and period; days as ISO text), ``waits`` (one record
        per cohort of cases: how long they take with open ones counted), ``links`` (linked and eligible
        records of each link and its pairs by rule, all months together), ``findings`` (what the rules raise, by quarter), ``pairs`` (the records that really belong
        together, where both were received), ``rows`` (received rows by ``agency/dataset``), ``options``.
    """
    records = Records(received)
    core = make_core(records, site)
    links = work.link_fact(core)
    policy, reviews = work.policy_fact(records), work.review_fact(records)
    facts: dict[str, pd.DataFrame] = {
        "call": police.call_fact(core),
        "incident": police.incident_fact(core, site),
        "victim": police.victim_fact(core),
        "investigation": police.investigation_fact(core),
        "arrest": police.arrest_fact(core),
        "booking": custody.booking_fact(core, site),
        "release": custody.release_fact(core),
        "warrant": custody.warrant_fact(core),
        "pretrial": custody.pretrial_fact(core),
        "referral": cases.referral_fact(core),
        "decision": cases.decision_fact(core),
        "filing": cases.filing_fact(core),
        "disposition": cases.disposition_fact(core),
        "charge": cases.charge_fact(core),
        "charge_filed": cases.charge_filed_fact(core),
        "order": cases.order_fact(core),
        "advocacy": work.advocacy_fact(records),
        "sentence": cases.sentence_fact(core),
        "petition": cases.petition_fact(core),
        "supervision": supervision.supervision_fact(core),
        "discharge": supervision.discharge_fact(core),
        "violation": supervision.violation_fact(core),
        "link": links,
        "policy": policy,
        "review": reviews,
        "gap": work.gap_fact(policy, reviews, site),
        "officer": work.officer_fact(site),
        "expected": work.expected_fact(site),
        "blank": work.blank_fact(records),
        **team.team_facts(records),
    }
    chosen = {} if options is None else asdict(options)
    return {
        "measures": [line for rule in RULES for line in measure_lines(rule, facts, site, coverage)],
        "waits": list(wait_lines(core, site, coverage)),
        "links": work.link_totals(links, core),
        "pairs": {link.name: link.true_pairs() for link in core.links},
        "findings": raised_findings(records, policy, reviews, site),
        "rows": work.row_counts(received),
        "options": {
            name: value.isoformat() if isinstance(value, date) else value for name, value in chosen.items()
        },
    }
