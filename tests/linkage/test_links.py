"""Links follow equal keys by declared rules, and every link that a measure prints or counts is declared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

import pipelines.definitions as definitions
from pipelines.linkage.aggregates import AggregateLinked, refuse_aggregates
from pipelines.linkage.links import fact_link_sql
from pipelines.metadata import DATASETS, MEASURES, TABLES
from pipelines.metadata.links import BY_NAME, LINKS, Link, LinkRule, Through
from pipelines.warehouse.tables import TABLE_DEPS


def test_links_are_dated_by_fields_of_their_tables() -> None:
    for link in LINKS:
        assert TABLES[link.child].field(link.event).name == link.event
        assert TABLES[link.partner].field(link.partner_event).name == link.partner_event


def _link(*rules: LinkRule, fills: str | None = None) -> Link:
    return Link(
        "made_up", "Made up", "core.arrest", "arrested_ts", "core.booking", "booked_ts", rules, fills=fills
    )


_BOOKING = LinkRule("booking_number", "", "booking_key", "booking_key")


@pytest.mark.parametrize(
    "declare",
    [
        pytest.param(lambda: _link(), id="no rule"),
        pytest.param(lambda: _link(_BOOKING, _BOOKING), id="a rule twice"),
        pytest.param(lambda: _link(replace(_BOOKING, is_shared=True)), id="nobody's own number comes first"),
        pytest.param(
            lambda: _link(LinkRule("r", "", "incident_key", "booking_key")),
            id="a report number and a booking number",
        ),
        pytest.param(
            lambda: _link(LinkRule("r", "", "arrestee_sex", "arrestee_sex")), id="no administrative number"
        ),
        pytest.param(
            lambda: _link(
                _BOOKING,
                LinkRule(
                    "r",
                    "",
                    "booking_key",
                    "booking_key",
                    Through("core.booking", "incident_key", "booking_key"),
                ),
            ),
            id="a third record entered by another kind of number",
        ),
        pytest.param(
            lambda: _link(_BOOKING, fills="incident_key"), id="fills what the first rule does not read"
        ),
    ],
)
def test_declarations_that_contradict_themselves(declare: Callable[[], Link]) -> None:
    with pytest.raises(ValueError, match=r"made_up|administrative number"):
        declare()


def test_measures_name_declared_links() -> None:
    assert {m.link for m in MEASURES.values() if m.link} <= set(BY_NAME)
    assert {part.category for part in MEASURES["M161"].parts} == set(BY_NAME)


def test_every_link_has_its_two_columns() -> None:
    sql = fact_link_sql()
    assert all(f"eligible_if_{link.name}" in sql and f"linked_if_{link.name}" in sql for link in LINKS)


def test_totals_reach_no_link_today() -> None:
    refuse_aggregates(LINKS, DATASETS, TABLE_DEPS)


def test_a_link_to_a_source_of_totals_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    totals = DATASETS | {"jms_bookings": replace(DATASETS["jms_bookings"], is_aggregate=True)}
    monkeypatch.setattr(definitions, "DATASETS", totals)
    with pytest.raises(AggregateLinked, match="jms_bookings"):
        definitions.build_definitions()


def test_totals_behind_a_linked_table_are_refused() -> None:
    through_incidents = TABLE_DEPS | {"core.call": (*TABLE_DEPS["core.call"], "stg.advocacy_totals")}
    with pytest.raises(AggregateLinked, match=r"link_call_to_incident is made from advocacy_totals"):
        refuse_aggregates(LINKS, DATASETS, through_incidents)
