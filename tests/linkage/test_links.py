"""Links follow equal keys, and every link that a measure prints or counts is declared."""

from __future__ import annotations

from pipelines.linkage.links import LINKS, fact_link_sql
from pipelines.metadata import MEASURES, TABLES
from pipelines.metadata.classes import Kind


def test_links_join_keys_of_one_kind() -> None:
    for link in LINKS:
        child, partner = TABLES[link.child], TABLES[link.partner]
        ours, theirs = child.field(link.child_key), partner.field(link.partner_key)
        assert (ours.kind, theirs.kind) == (Kind.KEY, Kind.KEY), link.name
        assert ours.key_kind == theirs.key_kind, link.name
        child.field(link.event)


def test_measures_name_declared_links() -> None:
    declared = {link.name for link in LINKS}
    assert {m.link for m in MEASURES.values() if m.link} <= declared
    assert {part.category for part in MEASURES["M161"].parts} == declared


def test_every_link_has_its_two_columns() -> None:
    sql = fact_link_sql()
    assert all(f"eligible_if_{link.name}" in sql and f"linked_if_{link.name}" in sql for link in LINKS)
