"""Totals stay totals: a source that may only send totals can never be linked to anybody's record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipelines.linkage.links import PAIR_TABLES
from pipelines.metadata.classes import Dataset
from pipelines.metadata.links import Link


class AggregateLinked(ValueError):
    """A declaration would link a source that may only send totals."""


def refuse_aggregates(
    links: Iterable[Link], datasets: Mapping[str, Dataset], deps: Mapping[str, tuple[str, ...]]
) -> None:
    """Look at what links read, and at everything that their tables are made from.

    Args:
        links: The declared links.
        datasets: All datasets; those of totals are marked ``is_aggregate``.
        deps: What each table of the warehouse is made from.

    Raises:
        AggregateLinked: a dataset of totals is read by a link or stands behind one of its tables.
    """
    totals = {dataset.name: dataset for dataset in datasets.values() if dataset.is_aggregate}
    fed = {table: dataset.name for dataset in totals.values() for table in dataset.feeds}
    for link in links:
        for table in link.tables:
            if table in fed:
                raise AggregateLinked(
                    f"{link.name} would link {table}, which {fed[table]} feeds: it holds totals only and is never linked."
                )
    for table in (*PAIR_TABLES, "core.link", "mart.fact_link"):
        for name in totals:
            if f"stg.{name}" in _behind(table, deps):
                raise AggregateLinked(
                    f"{table} is made from {name}, which holds totals only and is never linked."
                )


def _behind(table: str, deps: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Every table that a table is made from, directly or not."""
    found: set[str] = set()
    open_ends = [table]
    while open_ends:
        for source in deps.get(open_ends.pop(), ()):
            if source not in found:
                found.add(source)
                open_ends.append(source)
    return found
