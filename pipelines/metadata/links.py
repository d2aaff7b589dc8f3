"""The links between steps: which records belong together, and the rules by which they find each other.

A rule compares administrative numbers and nothing else. The rules of a link stand in the order of their precedence: the first
that joins a pair decides. The SQL that follows from them stands in ``linkage/``.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.metadata.classes import Kind, Table, check_name
from pipelines.metadata.tables import TABLES

COORDINATOR_RULE = "coordinator"  # precedence 0: a pair that a person confirmed
EARLIER = "_earlier"  # the ending of the rule by which a number that was named before the last one joins
SAME, NOT_SAME, DONT_KNOW = "same", "not_same", "dont_know"


@dataclass(frozen=True)
class Through:
    """A third record that holds both numbers: ``enters`` equals the child's, ``leaves`` the partner's."""

    table: str
    enters: str
    leaves: str


@dataclass(frozen=True)
class LinkRule:
    """One way in which a child and a partner hold the same number.

    Without ``through`` one of the two names the other's own number. Where the number is somebody else's (``through``, or
    ``is_shared``), it joins only a child that names no number of its own, and only where there is no choice; whatever is
    left open is a question for a person. ``may_differ`` says that another partner by this rule contradicts nothing. The rule
    joins no child of which ``unless`` holds, a condition over the child's columns.
    """

    name: str
    words: str
    child_column: str
    partner_column: str
    through: Through | None = None
    is_shared: bool = False
    may_differ: bool = False
    unless: str | None = None

    @property
    def is_direct(self) -> bool:
        """Whether one of the two records names the other's own number."""
        return self.through is None and not self.is_shared


@dataclass(frozen=True)
class Link:
    """Records of ``child`` and the records of ``partner`` that they belong to.

    ``event`` and ``partner_event`` date them. ``where`` leaves out children that count nowhere. ``fills`` is the column of
    the child that takes the number of a partner found by a later rule. ``is_single`` says that a partner has one child.
    A child dated more than ``days_before`` days before its partner raises a question.
    """

    name: str
    words: str
    child: str
    event: str
    partner: str
    partner_event: str
    rules: tuple[LinkRule, ...]
    where: str = "true"
    fills: str | None = None
    is_single: bool = False
    days_before: int = 60

    def __post_init__(self) -> None:
        check_name(self.name)
        names = [rule.name for rule in self.rules]
        if not self.rules or len(names) != len(set(names)) or not self.rules[0].is_direct:
            raise ValueError(
                f"{self.name}: rules have names of their own, and the first is a number that the child names"
            )
        for rule in self.rules:
            self._check(rule)
        if self.fills is not None and self.fills != self.rules[0].child_column:
            raise ValueError(f"{self.name}: what is filled is the number that the first rule reads")

    def _check(self, rule: LinkRule) -> None:
        """Both numbers of a comparison are of one kind."""
        ends = [(TABLES[self.child], rule.child_column), (TABLES[self.partner], rule.partner_column)]
        if rule.through is not None:
            third = TABLES[rule.through.table]
            ends[1:1] = [(third, rule.through.enters), (third, rule.through.leaves)]
        kinds = [_number_kind(table, column) for table, column in ends]
        if kinds[0] != kinds[1] or kinds[-2] != kinds[-1]:
            raise ValueError(f"{self.name}, {rule.name}: only numbers of one kind can be compared")

    @property
    def tables(self) -> tuple[str, ...]:
        """Every table that the link reads."""
        thirds = [rule.through.table for rule in self.rules if rule.through is not None]
        return tuple(dict.fromkeys((self.child, self.partner, *thirds)))

    @property
    def rule_names(self) -> tuple[str, ...]:
        """The names of all rules, by precedence from 0; the last is a number named before the last one."""
        return (COORDINATOR_RULE, *(rule.name for rule in self.rules), f"{self.rules[0].name}{EARLIER}")


def _number_kind(table: Table, column: str) -> str:
    field = table.field(column)
    if field.kind is not Kind.KEY or field.key_kind is None:
        raise ValueError(f"{table.full_name}.{column} is no administrative number")
    return field.key_kind


_REPORT, _COURT, _BOOKING = "incident_key", "court_case_key", "booking_key"
_NOT_COUNTED = "NOT child.is_duplicate AND NOT child.is_test_or_void"
# Of two people in one report one may be charged: the case that the report leads to is not that of the other.
_NOT_CHARGED = "review_decision IN ('declined', 'diverted_precharge')"

LINKS: tuple[Link, ...] = (
    Link(
        "call_to_incident",
        "Call to incident report",
        "core.call",
        "received_ts",
        "core.incident",
        "reported_ts",
        (
            LinkRule("report_number", "The call names the report.", "report_key", _REPORT),
            LinkRule("call_number", "The report names the call.", "call_key", "call_key"),
        ),
        where=_NOT_COUNTED,
    ),
    Link(
        "arrest_to_incident",
        "Arrest to incident report",
        "core.arrest",
        "arrested_ts",
        "core.incident",
        "reported_ts",
        (
            LinkRule("report_number", "The arrest names the report.", _REPORT, _REPORT),
            LinkRule(
                "booking_number",
                "The arrest names the booking, and the booking names the report.",
                _BOOKING,
                _REPORT,
                Through("core.booking", _BOOKING, _REPORT),
            ),
        ),
        fills=_REPORT,
    ),
    Link(
        "arrest_to_booking",
        "Arrest to booking",
        "core.arrest",
        "arrested_ts",
        "core.booking",
        "booked_ts",
        (
            LinkRule("booking_number", "The arrest names the booking.", _BOOKING, _BOOKING),
            LinkRule(
                "report_number",
                "Both name the same report, and nobody else does.",
                _REPORT,
                _REPORT,
                is_shared=True,
                may_differ=True,
            ),
        ),
        where="coalesce(child.booked, true)",
        fills=_BOOKING,
        is_single=True,
    ),
    Link(
        "booking_to_incident",
        "Booking to incident report",
        "core.booking",
        "booked_ts",
        "core.incident",
        "reported_ts",
        (
            LinkRule("report_number", "The booking names the report.", _REPORT, _REPORT),
            LinkRule(
                "booking_number",
                "The arrest names the booking and the report.",
                _BOOKING,
                _REPORT,
                Through("core.arrest", _BOOKING, _REPORT),
            ),
        ),
        fills=_REPORT,
    ),
    Link(
        "referral_to_incident",
        "Referral to incident report",
        "core.prosecution_case",
        "referred_ts",
        "core.incident",
        "reported_ts",
        (
            LinkRule("report_number", "The referral names the report.", _REPORT, _REPORT),
            LinkRule(
                "court_case_number",
                "A booking names the referral's court case and the report.",
                _COURT,
                _REPORT,
                Through("core.booking", _COURT, _REPORT),
            ),
        ),
        fills=_REPORT,
    ),
    Link(
        "referral_to_court_case",
        "Referral to court case",
        "core.prosecution_case",
        "referred_ts",
        "core.court_case",
        "filed_date",
        (
            LinkRule("court_case_number", "The referral names the court case.", _COURT, _COURT),
            LinkRule(
                "report_number",
                "A booking names the referral's report and the court case; unless no charge was brought.",
                _REPORT,
                _COURT,
                Through("core.booking", _REPORT, _COURT),
                may_differ=True,
                unless=_NOT_CHARGED,
            ),
        ),
        fills=_COURT,
        is_single=True,
        days_before=1100,
    ),
    Link(
        "sentence_to_court_case",
        "Sentence to court case",
        "core.sentence",
        "sentence_date",
        "core.court_case",
        "filed_date",
        (LinkRule("court_case_number", "The sentence names the court case.", _COURT, _COURT),),
    ),
    Link(
        "probation_to_court_case",
        "Supervision case to court case",
        "core.probation_case",
        "started_date",
        "core.court_case",
        "filed_date",
        (LinkRule("court_case_number", "The supervision case names the court case.", _COURT, _COURT),),
    ),
    Link(
        "violation_to_probation",
        "Violation to supervision case",
        "core.probation_violation",
        "discovered_date",
        "core.probation_case",
        "started_date",
        (
            LinkRule(
                "probation_number",
                "The violation names the supervision case.",
                "probation_key",
                "probation_key",
            ),
        ),
    ),
)
BY_NAME = {link.name: link for link in LINKS}
