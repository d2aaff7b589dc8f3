"""Which record names whose number: one declaration per link, and the SQL that follows from them.

Numbers meet because equal numbers of one issuing agency get equal keys (``privacy/pseudonyms.py``). Two records
link when their keys are equal, never by likeness of people, places or times. How a match rate is shown beside a
measure stands in ``statistics/``.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    """A record of ``child`` that names a number, and the ``partner`` table whose number it is.

    ``event`` dates the child; ``where`` leaves out children that count nowhere.
    """

    name: str
    child: str
    child_key: str
    event: str
    partner: str
    partner_key: str
    where: str = "true"

    def select(self) -> str:
        """One row per child: whether it names the partner's number, and whether the partner is there."""
        return (
            f"SELECT child.agency_code, child.{self.event}::DATE AS event_date, '{self.name}' AS link_name,\n"
            f"    child.{self.child_key} IS NOT NULL AS eligible_if_{self.name},\n"
            f"    coalesce(child.{self.child_key} IN (SELECT {self.partner_key} FROM {self.partner}\n"
            f"        WHERE {self.partner_key} IS NOT NULL), false) AS linked_if_{self.name}\n"
            f"FROM {self.child} AS child\nWHERE {self.where}"
        )


_INCIDENT = ("core.incident", "incident_key")
_COURT_CASE = ("core.court_case", "court_case_key")

LINKS: tuple[Link, ...] = (
    Link(
        "call_to_incident",
        "core.call",
        "report_key",
        "received_ts",
        *_INCIDENT,
        where="NOT child.is_duplicate AND NOT child.is_test_or_void",
    ),
    Link("arrest_to_incident", "core.arrest", "incident_key", "arrested_ts", *_INCIDENT),
    Link("booking_to_incident", "core.booking", "incident_key", "booked_ts", *_INCIDENT),
    Link("referral_to_incident", "core.prosecution_case", "incident_key", "referred_ts", *_INCIDENT),
    Link("referral_to_court_case", "core.prosecution_case", "court_case_key", "referred_ts", *_COURT_CASE),
    Link("sentence_to_court_case", "core.sentence", "court_case_key", "sentence_date", *_COURT_CASE),
    Link("probation_to_court_case", "core.probation_case", "court_case_key", "started_date", *_COURT_CASE),
    Link(
        "violation_to_probation",
        "core.probation_violation",
        "probation_key",
        "discovered_date",
        "core.probation_case",
        "probation_key",
    ),
)


def fact_link_sql() -> str:
    """The rows of ``mart.fact_link``: one per child and link, with that link's two columns filled."""
    selects = "\nUNION ALL BY NAME\n".join(link.select() for link in LINKS)
    return (
        "-- A row is one record that could name the number of a record at another step, for one link.\n"
        f"-- Left out: duplicate, void and test calls.\n{selects}"
    )


def match_rate_sql() -> str:
    """The rows of ``ops.match_rate``: one link for one agency and month."""
    sums = "\nUNION ALL\n".join(
        f"SELECT '{link.name}' AS link_name, agency_code, date_trunc('month', event_date)::DATE AS month,\n"
        f"    count(*) FILTER (linked_if_{link.name}) AS linked,\n"
        f"    count(*) FILTER (eligible_if_{link.name}) AS eligible\n"
        f"FROM mart.fact_link WHERE link_name = '{link.name}' AND event_date IS NOT NULL GROUP BY ALL"
        for link in LINKS
    )
    return f"SELECT * FROM (\n{sums}\n) AS rate ORDER BY link_name, agency_code, month"
