"""The whole truth: every measure for every agency and period, the links, and the rows they were counted from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from functools import partial
from typing import Any

import pandas as pd

from pipelines.sample.truth import cases, custody, police, supervision, team, work
from pipelines.sample.truth.core import Core, make_core
from pipelines.sample.truth.findings import raised_findings
from pipelines.sample.truth.lines import Coverage, measure_lines
from pipelines.sample.truth.records import Received, Records
from pipelines.sample.truth.rule_shapes import Rule
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
        ``measures`` (see ``measures_of``), ``waits`` (one record
        per cohort of cases: how long they take with open ones counted), ``links`` (linked and eligible
        records of each link and its pairs by rule, all months together), ``findings`` (what the rules raise, by quarter), ``pairs`` (the records that really belong
        together, where both were received), ``rows`` (received rows by ``agency/dataset``), ``options``.
    """
    records = Records(received)
    core = make_core(records, site)
    links = work.link_fact(core)
    policy, reviews = work.policy_fact(records), work.review_fact(records)
    chosen = {} if options is None else asdict(options)
    return {
        "measures": list(_lines(RULES, records, core, site, coverage)),
        "waits": list(wait_lines(core, site, coverage)),
        "links": work.link_totals(links, core),
        "pairs": {link.name: link.true_pairs() for link in core.links},
        "findings": raised_findings(records, policy, reviews, site),
        "rows": work.row_counts(received),
        "options": {
            name: value.isoformat() if isinstance(value, date) else value for name, value in chosen.items()
        },
    }


def measures_of(
    received: Received, coverage: Coverage, site: TruthSite, *measure_ids: str
) -> list[dict[str, Any]]:
    """Some measures as ``truth_of`` counts them: one record per line, agency and period; days as ISO text."""
    records = Records(received)
    rules = [rule for rule in RULES if rule.measure_id in measure_ids]
    return list(_lines(rules, records, make_core(records, site), site, coverage))


def _lines(
    rules: Sequence[Rule], records: Records, core: Core, site: TruthSite, coverage: Coverage
) -> Iterator[dict[str, Any]]:
    """The lines of every rule; only facts that a rule names are made."""
    makers = _fact_makers(records, core, site)
    facts = {name: makers[name]() for name in dict.fromkeys(name for rule in rules for name in rule.facts)}
    for rule in rules:
        yield from measure_lines(rule, facts, site, coverage)


def _fact_makers(records: Records, core: Core, site: TruthSite) -> dict[str, Callable[[], pd.DataFrame]]:
    """How each fact is made, by the name that rules give it."""
    return {
        "call": partial(police.call_fact, core),
        "incident": partial(police.incident_fact, core, site),
        "victim": partial(police.victim_fact, core),
        "investigation": partial(police.investigation_fact, core),
        "arrest": partial(police.arrest_fact, core),
        "booking": partial(custody.booking_fact, core, site),
        "release": partial(custody.release_fact, core),
        "warrant": partial(custody.warrant_fact, core),
        "pretrial": partial(custody.pretrial_fact, core),
        "referral": partial(cases.referral_fact, core),
        "decision": partial(cases.decision_fact, core),
        "filing": partial(cases.filing_fact, core),
        "disposition": partial(cases.disposition_fact, core),
        "charge": partial(cases.charge_fact, core),
        "charge_filed": partial(cases.charge_filed_fact, core),
        "order": partial(cases.order_fact, core),
        "advocacy": partial(work.advocacy_fact, records),
        "sentence": partial(cases.sentence_fact, core),
        "petition": partial(cases.petition_fact, core),
        "supervision": partial(supervision.supervision_fact, core),
        "discharge": partial(supervision.discharge_fact, core),
        "violation": partial(supervision.violation_fact, core),
        "link": partial(work.link_fact, core),
        "policy": partial(work.policy_fact, records),
        "review": partial(work.review_fact, records),
        "gap": lambda: work.gap_fact(work.policy_fact(records), work.review_fact(records), site),
        "officer": partial(work.officer_fact, site),
        "expected": partial(work.expected_fact, site),
        "blank": partial(work.blank_fact, records),
        **{name: partial(make, records) for name, make in team.TEAM_FACTS.items()},
    }
