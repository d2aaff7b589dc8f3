"""Every table of a generation in the order it is built, its SQL, and what it is made from.

A ``.sql`` file is one query named after its table. SQL that follows from declarations is made by the room that
knows them. The order is the order below; ``build.py`` runs it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from pipelines.disclosure import cohorts, primary
from pipelines.disclosure.figure_changes import figure_change_sql, small_difference_sql
from pipelines.disclosure.log import suppression_log_sql
from pipelines.linkage.handovers import handover_sql
from pipelines.linkage.links import (
    PAIR_TABLES,
    core_link_sql,
    fact_link_sql,
    filled_views,
    match_rate_sql,
    pair_table,
    pairs_sql,
    question_sql,
)
from pipelines.metadata import DATASETS, MEASURES, READ_TODAY
from pipelines.metadata.derive import field_title
from pipelines.metadata.finding_rules import watched_measures
from pipelines.metadata.links import LINKS
from pipelines.metadata.measures.told_elsewhere import TOLD_ELSEWHERE
from pipelines.policy.gaps import gap_kind_sql
from pipelines.policy.strata import frames_sql, stratum_sql
from pipelines.settings import Thresholds
from pipelines.statistics import ratios, states, waits
from pipelines.warehouse.latest import grains
from pipelines.warehouse.register_checks import register_problem_sql
from pipelines.warehouse.registers import PUBLISHED_REGISTERS, REGISTER_TABLES, register_sql
from pipelines.warehouse.scaffold import SCAFFOLD

_SQL = Path(__file__).parent / "sql"
_RECORD_VIEW = re.compile(r"stg\.\w+__(?:ordered|latest)")
_SOURCE = re.compile(r"\b(?:FROM|JOIN)\s+((?:stg|core|mart|pub|ops)\.\w+)")
_COMMENT = re.compile(r"--[^\n]*")

_ROOMS_BEHIND = ("warehouse", "statistics", "disclosure", "linkage", "policy", "reports")
_REFERENCE = (
    "ops.site",
    "ops.agency",
    "ops.asked_area",
    "ops.dataset",
    "ops.code_list",
    "ops.check",
    "ops.population_group",
    "ops.measure_definition",
    "ops.finding_rule",
    "ops.submission",
    "ops.retention",
    "ops.row_deletion",
    "core.practice_element",
    "core.current_element",
)
_FROM_RECORDS = (
    "core.call",
    "core.incident_party",
    "core.incident",
    *PAIR_TABLES,
    "core.link",
    "core.arrest",
    "core.investigation",
    "core.warrant",
    "core.booking_charge",
    "core.booking",
    "core.pretrial_case",
    "core.prosecution_case",
    "core.charge",
    "core.court_case",
    "core.sentence",
    "core.protection_order",
    "core.probation_case",
    "core.probation_violation",
    "core.advocacy_total",
    "core.policy_response",
    "core.case_review_item",
    *REGISTER_TABLES,
    "core.decision_standing",
)
_FACTS = (
    "fact_people",
    "fact_defendant",
    "fact_arrestee",
    "fact_call",
    "fact_incident",
    "fact_victim",
    "fact_arrest",
    "fact_investigation",
    "fact_booking",
    "fact_release",
    "fact_warrant",
    "fact_pretrial",
    "fact_referral",
    "fact_decision",
    "fact_filing",
    "fact_disposition",
    "fact_charge",
    "fact_charge_filed",
    "fact_sentence",
    "fact_petition",
    "fact_order",
    "fact_probation_start",
    "fact_probation_end",
    "fact_violation",
    "fact_officer",
    "fact_advocacy",
    "fact_link",
    "fact_policy",
    "fact_case_review",
    "fact_gap",
    "fact_recommendation",
    "fact_training",
    "fact_finding",
    "fact_consultation",
    "fact_expected",
    "fact_blank",
)
TABLE_ORDER: tuple[str, ...] = (
    *(table.full_name for table in SCAFFOLD),
    *_REFERENCE,
    "ops.problem",
    "ops.waiver",
    "ops.confirmation",
    "ops.footnote",
    *(f"stg.{name}" for name in READ_TODAY),
    *_FROM_RECORDS,
    "ops.submission_status",
    "ops.blank_rate",
    *(f"mart.{name}" for name in _FACTS),
    "ops.review_sample",
    "ops.match_rate",
    "ops.link_rule",
    "ops.link_question",
    "ops.handover",
    "ops.cross_check",
    "ops.register_problem",
    "mart.measure_value",
    "ops.measure_not_told",
    "mart.measure_state",
    "mart.wait_curve",
    "mart.wait",
    "mart.wait_limit",
    "mart.funnel",
    "mart.case_review",
    "mart.finding_point",
    "mart.finding_check",
    "mart.finding_where",
    "mart.finding_register",
    "mart.finding_standing",
    "mart.figure_change",
    "ops.restatement",
    "ops.restatement_field",
    "ops.withdrawal",
    "ops.disclosure_proof",
    "ops.disclosure_question",
    "ops.suppression_log",
    "ops.figure_change",
    "pub.measure_value",
    "ops.edition_change",
    "pub.measure_interval",
    "pub.policy_event",
    "pub.control_limit",
    "pub.measure_change",
    "pub.rate_ratio",
    "pub.funnel",
    "pub.wait",
    "pub.wait_limit",
    "pub.case_review",
    "pub.finding_standing",
    "pub.finding",
    "pub.practice_element",
    "pub.policy_response",
    "pub.policy_status_count",
    "pub.policy_practice",
    "pub.policy_action",
    "pub.survivor_wave",
    "pub.survivor_answer",
    "pub.survivor_outcome",
    "pub.consultation",
    "pub.survivor_theme",
    "pub.survivor_quote",
    *PUBLISHED_REGISTERS,
    "pub.decision_not_counted",
    "pub.practice_response",
    "pub.practice_evidence",
    "pub.document_reference",
)
"""Full names of all tables and views, each after everything it is made from."""


_AS_SENT = (
    "core.call",
    "core.investigation",
    "core.warrant",
    "core.booking_charge",
    "core.pretrial_case",
    "core.charge",
    "core.sentence",
    "core.protection_order",
    "core.probation_case",
    "core.probation_violation",
)  # what is known last of each record, with nothing from other records
_VIEWS = frozenset((*_AS_SENT, *PUBLISHED_REGISTERS, "core.link"))


def is_view(full_name: str) -> bool:
    """Whether the table is a view: facts, links, published registers and records as sent are, so that rows are stored once."""
    return full_name.startswith("mart.fact_") or full_name in _VIEWS


def table_sql(full_name: str, thresholds: Thresholds) -> str | None:
    """The query whose rows are the table; None where the rows come from the inputs themselves."""
    path = _SQL / f"{full_name.replace('.', '/')}.sql"
    if path.exists():
        query = path.read_text(encoding="utf-8")
        if "{practice}" in query:
            query = query.replace("{practice}", cohorts.practice_sql())
        if "{watched_measures}" in query:
            watched = (f"('{name}', {better})" for name, better in watched_measures().items())
            query = query.replace("{watched_measures}", ", ".join(watched))
        if "{frames}" in query:
            query = query.replace("{frames}", frames_sql())
        if "{stratum}" in query:
            query = query.replace("{stratum}", stratum_sql("arrest_made", "goa", "dual_arrest"))
        if "{audience_thresholds}" in query:
            told = ", ".join(f"('{rule.audience}', {rule.threshold})" for rule in primary.rules(thresholds))
            exempt = ", ".join(
                f"('{rule.audience}', '{measure}')"
                for rule in primary.rules(thresholds)
                for measure in primary.exempt_measures(MEASURES, rule.audience)
            )
            query = query.replace("{audience_thresholds}", told).replace("{exempt_measures}", exempt)
            query = query.replace(
                "{is_small_difference}", small_difference_sql("told.{}", "now.{}", "rule.threshold")
            )
        if "{gap_kind}" in query:
            query = query.replace(
                "{gap_kind}",
                gap_kind_sql(
                    "policy_status",
                    "reviewed_count",
                    "applicable_count",
                    "demonstrated_count",
                    "setting.percent_floor",
                    "setting.watch_from",
                ),
            )
        return query
    made: dict[str, Callable[[], str | None]] = {
        **{pair_table(link): partial(pairs_sql, link) for link in LINKS},
        "core.link": core_link_sql,
        "ops.link_question": question_sql,
        "ops.handover": lambda: handover_sql(thresholds),
        "mart.fact_link": fact_link_sql,
        "ops.match_rate": match_rate_sql,
        "ops.blank_rate": blank_rate_sql,
        "ops.register_problem": register_problem_sql,
        "ops.suppression_log": lambda: suppression_log_sql(MEASURES, thresholds),
        "pub.measure_value": lambda: primary.measure_value_sql(MEASURES, thresholds),
        "ops.measure_not_told": lambda: states.measure_not_told_sql(MEASURES, TOLD_ELSEWHERE),
        "mart.measure_state": lambda: states.measure_state_sql(MEASURES),
        "mart.wait_curve": lambda: waits.wait_curve_sql(MEASURES),
        "mart.wait_limit": lambda: waits.wait_limit_sql(MEASURES),
        "pub.rate_ratio": lambda: ratios.rate_ratio_table_sql(MEASURES),
        "pub.wait": lambda: waits.pub_wait_sql(MEASURES, thresholds),
        "pub.wait_limit": lambda: waits.pub_wait_limit_sql(MEASURES, thresholds),
        "pub.measure_interval": lambda: states.measure_interval_sql(MEASURES, thresholds),
        "pub.measure_change": lambda: states.measure_change_sql(thresholds),
        "ops.figure_change": lambda: figure_change_sql(MEASURES, thresholds),
        "pub.funnel": lambda: cohorts.funnel_sql(thresholds),
        "pub.case_review": cohorts.case_review_sql,
    }
    return made[full_name]() if full_name in made else register_sql(full_name)


def code_fingerprint(rooms: tuple[str, ...] = _ROOMS_BEHIND) -> str:
    """A hash of the code behind tables and workbooks, or of ``rooms``, so that a new version of the software builds and writes anew."""
    digest = hashlib.sha256()
    folders = [Path(__file__).parent.parent / room for room in rooms]
    for path in sorted(
        path for room in folders for path in room.rglob("*") if path.suffix in (".sql", ".py")
    ):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def blank_rate_sql() -> str:
    """The rows of ``ops.blank_rate``: blank cells of the fields that a dataset is expected to fill."""
    selects, expected = [], []
    for name in READ_TODAY:
        dataset = DATASETS[name]
        if not dataset.expected or dataset.period_field is None:
            continue
        month = f"date_trunc('month', {dataset.period_field})::DATE"
        blanks = ", ".join(f"count(*) - count({field}) AS {field}" for field in dataset.expected)
        selects.append(
            f"SELECT agency_code, '{name}' AS dataset, field_name, month, blank_count, rows_count FROM ("
            f"UNPIVOT (SELECT agency_code, {month} AS month, count(*) AS rows_count, {blanks}"
            f" FROM stg.{name} WHERE {dataset.period_field} IS NOT NULL GROUP BY ALL)"
            f" ON {', '.join(dataset.expected)} INTO NAME field_name VALUE blank_count)"
        )
        expected += [
            f"('{name}', '{field}', '{field_title(field)}', {share})"
            for field, share in dataset.expected.items()
        ]
    counted = "\nUNION ALL\n".join(selects)
    return (
        f"SELECT * FROM (\n{counted}\n) AS blank INNER JOIN (VALUES {', '.join(expected)})"
        " AS wanted (dataset, field_name, field_title, expected_share) USING (dataset, field_name)"
        " ORDER BY agency_code, dataset, field_name, month"
    )


@cache
def tables_behind_views() -> dict[str, tuple[str, ...]]:
    """The tables behind the views that are made from declarations."""
    ordered = {f"stg.{name}__ordered": f"stg.{name}" for name in READ_TODAY}
    latest = {f"stg.{name}__latest": f"stg.{dataset.name}" for name, (_, dataset) in grains().items()}
    known: dict[str, tuple[str, ...]] = {name: (table,) for name, table in (ordered | latest).items()}
    for name, query in filled_views().items():
        known[name] = tuple(
            table for source in _SOURCE.findall(query) for table in known.get(source, (source,))
        )
    return known


@cache
def record_views(tables: frozenset[str]) -> frozenset[str]:
    """The views over records that ``tables`` read, themselves or by a view that is filled in by links."""
    filled = (
        query for name, query in filled_views().items() if tables.issuperset(tables_behind_views()[name])
    )
    queries = (*(table_sql(name, Thresholds()) or "" for name in tables), *filled)
    named = {view for query in queries for view in _RECORD_VIEW.findall(query)}
    below = (
        f"stg.{dataset.name}__ordered"
        for name, (_, dataset) in grains().items()
        if f"stg.{name}__latest" in named
    )
    return frozenset((*named, *below))


def _deps(full_name: str) -> tuple[str, ...]:
    if full_name == "mart.measure_value":
        return (*(f"mart.{name}" for name in _FACTS), "ops.match_rate", "stg.submission_month")
    if full_name == "pub.control_limit":
        return ("pub.measure_value", "pub.policy_event")
    if full_name == "mart.figure_change":
        return ("mart.measure_value", "stg.submission", "stg.withdrawal")
    query = table_sql(full_name, Thresholds())
    if query is None:
        return ("stg.submission",) if full_name.startswith("stg.") and full_name[4:] in READ_TODAY else ()
    named = _SOURCE.findall(_COMMENT.sub("", query))
    beside = ("mart.case_review", "core.practice_response")  # decided beside the figures
    more = beside if full_name == "ops.suppression_log" else ()
    found = (table for name in named for table in tables_behind_views().get(name, (name,)))
    return tuple(dict.fromkeys(name for name in (*found, *more) if name != full_name))


TABLE_DEPS: dict[str, tuple[str, ...]] = {name: _deps(name) for name in TABLE_ORDER}
"""What each table is made from, read from its SQL."""


_FILLED_WITH = {
    "ops.suppression_log": ("ops.disclosure_proof", "ops.disclosure_question"),
    "pub.wait_limit": ("ops.disclosure_proof", "pub.funnel"),
}  # tables that are filled beside another


def tables_behind(*wanted: str) -> frozenset[str]:
    """The tables ``wanted``, all that they are made from, and the records, which every build reads."""
    found = {*wanted, *TABLE_ORDER[: TABLE_ORDER.index(f"stg.{READ_TODAY[-1]}") + 1]}
    for name in reversed(TABLE_ORDER):  # each stands after what it is made from
        if name in found:
            found.update(TABLE_DEPS[name], _FILLED_WITH.get(name, ()))
    return frozenset(found)
