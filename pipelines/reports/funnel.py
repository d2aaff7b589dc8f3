"""The funnel: how many incidents of a cohort reached each step, as a table and as a panel."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from pipelines.reports.edition import as_date, month_words
from pipelines.reports.figures import PERCENT_FLOOR, of_words, words_of
from pipelines.reports.kit import (
    Book,
    Cell,
    Chart,
    Column,
    Panel,
    Series,
    Sheet,
    add_panels,
    add_table,
    mark,
    plain,
)
from pipelines.reports.kit.cells import LEGEND_K_OF_N, LEGEND_SUPPRESSED
from pipelines.reports.kit.styles import BLUE_DARK, GRAY
from pipelines.reports.source import Source, rows_of

_HOW = (
    "A cohort is the incidents of one period, followed through the linked records of the later agencies. "
    "Linked: reached the step through a link. Match rate: the share of the step's records that found their incident. Where it is "
    "below the site's limit, no linked number is told, only all records of the step."
)
_NOT_LINKED = "All records, not linked"
_LINKS_LOW = "Too few records found their incident"


def read_funnel(source: Source, audience: str) -> pd.DataFrame:
    """The funnel rows that ``audience`` may see."""
    return source.query("funnel", audience=audience)


def add_funnel_table(book: Book, frame: pd.DataFrame) -> None:
    """Adds the table of every cohort."""
    columns = [
        Column("Agency", "text", widest=32),
        Column("Cohort", "text", widest=40),
        Column("Step", "strong", widest=36),
        Column("Linked", "count", 11),
        Column("Step before", "count", 11),
        Column("Share of step before", "share", 14),
        Column("All records of the step", "count", 14),
        Column("Match rate", "share", 10),
        Column("Note", "muted", 34),
    ]
    rows = []
    for row in rows_of(frame):
        share, note = _step_share(row)
        withheld = bool(row.suppressed)
        early = bool(row.too_early)
        rows.append(
            [
                plain(row.agency_name),
                Cell(cohort_words(row.cohort_kind, as_date(row.cohort_start))),
                plain(row.label),
                mark("suppressed")
                if withheld
                else mark("too_early")
                if early
                else mark("links_low")
                if row.links_low
                else plain(row.linked, "count"),
                mark("suppressed") if withheld else plain(row.previous, "count"),
                share,
                mark("suppressed") if withheld else plain(row.unlinked, "count"),
                mark("suppressed") if withheld else plain(row.match_rate, "share"),
                Cell(note),
            ]
        )
    words = Sheet(
        "Funnel",
        "From incident to supervision: how many of each cohort reached each step, linked and not linked.",
        "From report to supervision",
        _HOW,
        (
            LEGEND_SUPPRESSED,
            "too early: the cohort is too young for the step",
            "not linked: too few records of the step found their incident",
            LEGEND_K_OF_N,
        ),
    )
    add_table(book, words, columns, rows, group_by=1, fade=(0, 1), freeze_columns=3)


def add_funnel_panels(book: Book, frame: pd.DataFrame) -> None:
    """Adds a sheet with a chart of the latest 12-month cohort, for all agencies and for each."""
    kind = "rolling12" if (frame["cohort_kind"] == "rolling12").any() else "quarter"
    chosen = frame[frame["cohort_kind"] == kind]
    panels = []
    for _, of_agency in chosen.groupby("agency_code", sort=False):
        latest = of_agency[of_agency["cohort_start"] == of_agency["cohort_start"].max()]
        panels.append(_panel(latest))
    add_panels(
        book,
        Sheet(
            "Funnel chart",
            "The same steps as a chart, for the latest 12 months of incidents.",
            "From report to supervision, in pictures",
            "A step can be small because cases end, because they are too young, or because records did not find their partner.",
            (LEGEND_SUPPRESSED,),
        ),
        panels,
    )


def _panel(cohort: pd.DataFrame) -> Panel:
    first = cohort.iloc[0]
    cohort_name = cohort_words(first["cohort_kind"], as_date(first["cohort_start"]))
    rows, told = [], []
    any_low = bool(cohort["links_low"].any())
    for row in rows_of(cohort):
        share, _ = _step_share(row)
        hidden = bool(row.suppressed) or bool(row.too_early) or pd.isna(row.linked)
        low = bool(row.links_low) and not row.suppressed and not pd.isna(row.unlinked)
        note = "†" if row.suppressed else "too early" if row.too_early else ""
        rows.append(
            [
                plain(row.label),
                Cell(None) if hidden else plain(row.linked),
                *([plain(row.unlinked) if low else Cell(None)] if any_low else []),
                Cell(None) if row.suppressed else plain(row.previous),
                Cell(share.value) if isinstance(share.value, float) else Cell(None),
                Cell(note),
            ]
        )
        if not hidden:
            told.append(f"{row.label}: {row.linked:,.0f}")
        elif low:
            told.append(f"{row.label}: {row.unlinked:,.0f} records, not linked")
    agency = str(first["agency_name"])
    not_linked = (Series(_NOT_LINKED, 2, GRAY),) if any_low else ()
    chart = Chart(
        "bar",
        f"{agency}: {cohort_name}",
        (Series("Linked", 1, BLUE_DARK), *not_linked),
        "Step",
        "Incidents",
        f"Bar chart of the steps that incidents reached. {'; '.join(told)}.",
    )
    columns = [
        Column("Step", "text"),
        Column("Linked", "count"),
        *([Column(_NOT_LINKED, "count")] if any_low else []),
        Column("Step before", "count"),
        Column("Share", "share"),
        Column("Note", "mark"),
    ]
    caption = "Share: linked, of the step before. Counted in incidents."
    if any_low:
        caption += " Not linked: all records of the step, because too few of them found their incident."
    return Panel(f"{agency}: {cohort_name}", caption, columns, rows, chart)


def _step_share(row: Any) -> tuple[Cell, str]:
    """The share of the step before, with a note where there is none."""
    if row.suppressed:
        return mark("suppressed"), "Too few to show"
    if row.too_early:
        return mark("too_early"), "Too young for this step"
    if row.links_low:
        return mark("links_low"), _LINKS_LOW
    if pd.isna(row.linked) or pd.isna(row.previous):
        return Cell(None), ""
    if row.previous < PERCENT_FLOOR:
        return Cell(of_words(row.linked, row.previous), "of"), ""
    return Cell(float(row.linked / row.previous), "share"), ""


def cohort_words(kind: str, start: dt.date) -> str:
    """For example Incidents of Q1 2026, or of 12 months from Apr 2025."""
    if kind == "quarter":
        return f"Incidents of Q{(start.month + 2) // 3} {start.year}"
    if kind == "rolling12":
        return f"Incidents of 12 months from {month_words(start)}"
    return f"{words_of(kind)} from {month_words(start)}"
