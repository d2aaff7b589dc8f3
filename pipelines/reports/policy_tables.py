"""Policy sheets: the matrix of statuses, conflicts, gaps. Statuses are counted, never averaged into a score.

One sheet per agency stands in ``policy_comparison``; policy beside practice in ``practice_tables``.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.metadata.register_limits import STATUSES_WITH_TEXT
from pipelines.reports.edition import text_of
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
    plain,
    status_cell,
)
from pipelines.reports.kit.cells import POLICY_STATUSES
from pipelines.reports.kit.styles import AMBER, BLUE_DARK, BLUE_LIGHT, GRAY, RULE, RUST, SAND, WHITE
from pipelines.reports.source import Source, rows_of

NO_DOCUMENT = "▲ no document named"
GAP_STATUSES = ("conflicts", "not_met", "not_addressed", "partly")
STATUS_COLORS = {
    "met": (BLUE_DARK, True),
    "partly": (BLUE_LIGHT, False),
    "not_met": (AMBER, False),
    "not_addressed": (SAND, False),
    "conflicts": (RUST, True),
    "not_applicable": (GRAY, False),
    "not_answered": (WHITE, False),
    "retired": (RULE, False),
}


def read_responses(source: Source) -> pd.DataFrame:
    """Every recommended practice of every agency, with its latest answer; retired ones say so, after the others."""
    frame = source.query("policy_response")
    frame["status"] = frame["status"].where(frame["status"].notna(), "not_answered")
    frame["answer"] = frame["status"]
    frame["status"] = frame["status"].where(frame["retired_on_date"].isna(), "retired")
    return frame


def status_counts(source: Source) -> pd.DataFrame:
    """Counts by agency (rows, as listed) and status (columns, in their order)."""
    frame = source.query("policy_status_count")
    frame["status"] = frame["status"].fillna("not_answered")
    order = frame.drop_duplicates(["agency_code", "area_label"])[["agency_code", "agency_name", "area_label"]]
    table = frame.pivot_table(
        index=["agency_code", "agency_name", "area_label"],
        columns="status",
        values="elements_count",
        aggfunc="sum",
        fill_value=0,
    )
    table = table.reindex(columns=list(POLICY_STATUSES), fill_value=0)
    return table.reindex(pd.MultiIndex.from_frame(order))


def summary_words(source: Source) -> str:
    """What the counts leave out: answers that are held, and practices that no agency of the site is asked about."""
    return _held_words(source) + _unasked_words(source)


def _unasked_words(source: Source) -> str:
    areas = [f"{row.area_label} ({row.elements_count:,})" for row in rows_of(source.query("unasked_area"))]
    return (
        f" No agency of this site answers for the recommended practices of: {', '.join(areas)}."
        if areas
        else ""
    )


def _held_words(source: Source) -> str:
    (row,) = rows_of(source.query("held_answer"))
    held = int(row.rows_count)
    if not held:
        return ""
    one = held == 1
    return (
        f" {held:,} answer{' is' if one else 's are'} held, as {'it says' if one else 'they say'} that a policy covers the practice "
        f"and name{'s' if one else ''} no document: the practice{' stands' if one else 's stand'} here as before."
    )


def add_status_matrix(book: Book, counts: pd.DataFrame, left_out: str = "") -> None:
    """Adds the summary: agency by status, with a stacked bar beside it; ``left_out`` says what the counts leave out."""
    words = Sheet(
        "Summary",
        "How many recommended practices each agency's written policy meets, by status, with a chart.",
        "Policy by agency and status",
        "Each number counts recommended practices. Statuses are never averaged into a score: read the conflicts and gaps by name."
        + left_out,
        empty="No policy checklist has come yet.",
    )
    panels = []
    if len(counts):
        rows: list[list[Cell]] = []
        repeated = counts.index.get_level_values(1).duplicated(keep=False)
        for (_, name, area), values, twice in zip(counts.index, counts.to_numpy(), repeated, strict=True):
            label = f"{name} ({area})" if twice else name
            numbers = [int(value) for value in values]
            rows.append([Cell(label), *(Cell(n) for n in numbers), Cell(sum(numbers), "count")])
        series = tuple(
            Series(status.text, number + 1, *STATUS_COLORS[code])
            for number, (code, status) in enumerate(POLICY_STATUSES.items())
        )
        totals = counts.sum()
        met, answered = int(totals["met"]), int(totals.sum() - totals["not_answered"] - totals["retired"])
        finding = (
            f"Stacked bar chart of practices by status for each agency. {met} of {answered} answered practices are met, "
            f"{int(totals['conflicts'])} conflict with local text, {int(totals['not_addressed'])} are not addressed."
        )
        chart = Chart(
            "stacked_bar",
            "Recommended practices by status",
            series,
            "Agency",
            "Recommended practices",
            finding,
        )
        columns = [
            Column("Agency", "text"),
            *(Column(s.text, "count") for s in POLICY_STATUSES.values()),
            Column("All", "count"),
        ]
        panels.append(Panel("All agencies", "Latest round of each agency's checklist.", columns, rows, chart))
    add_panels(book, words, panels, chart_below=True)


def add_conflicts(book: Book, responses: pd.DataFrame) -> None:
    """Adds the conflicts by name."""
    rows = [
        [
            plain(row.agency_name),
            plain(row.element_id),
            Cell(text_of(row.requirement), lead=row.title),
            status_cell(POLICY_STATUSES, row.status),
            Cell(local_text(row)),
            plain(row.rationale),
            plain(row.located_elsewhere_note),
            plain(row.barrier_note),
            _before(row),
        ]
        for row in rows_of(responses[responses["status"] == "conflicts"])
    ]
    columns = [
        Column("Agency", "strong", widest=40),
        Column("Element", "muted", 11),
        Column("Recommended practice", "text", 44),
        Column("Status", "text", 14),
        Column("Local text", "text", 20),
        Column("What it says", "text", 40),
        Column("Where else it stands", "text", 22),
        Column("What stands in the way", "text", 24),
        Column("Since last round", "text", 16),
    ]
    words = Sheet(
        "Conflicts",
        "Every local text that requires or allows the opposite of a recommended practice, by name.",
        "Conflicts, by name",
        "Conflicts come first in every discussion: they are settled by changing the text or by saying in writing which text holds.",
        empty="No conflict is recorded.",
    )
    add_table(book, words, columns, rows, group_by=0, freeze_columns=2)


def add_gaps(book: Book, responses: pd.DataFrame) -> None:
    """Adds the list of practices that are not fully in policy: conflicts, not met, not addressed, partly."""
    gaps = responses[responses["status"].isin(GAP_STATUSES)].copy()
    gaps["order"] = gaps["status"].map({status: i for i, status in enumerate(GAP_STATUSES)})
    gaps["of"] = gaps["element_id"].str[:3]  # numbers begin again in each area
    gaps = gaps.sort_values(["area_position", "agency_name", "order", "of", "element_no"], kind="stable")
    rows = [
        [
            plain(row.agency_name),
            plain(row.element_id),
            plain(row.title),
            status_cell(POLICY_STATUSES, row.status),
            plain(row.met_when),
            Cell(local_text(row)),
            plain(row.rationale),
            plain(row.barrier_note),
        ]
        for row in rows_of(gaps)
    ]
    columns = [
        Column("Agency", "strong", widest=40),
        Column("Element", "muted", 11),
        Column("Recommended practice", "text", 34),
        Column("Status", "text", 17),
        Column("Counts as met when", "text", 38),
        Column("Local text", "text", 20),
        Column("Why", "text", 38),
        Column("What stands in the way", "text", 24),
    ]
    words = Sheet(
        "Gaps",
        "Practices that conflict, are not met, not addressed or only partly met, agency by agency.",
        "Gaps in written policy",
        "For each agency the conflicts come first, then what is not met, not addressed, and partly met. Use the filter for one agency.",
        empty="No gap is recorded.",
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0,), freeze_columns=2)


def local_text(row: Any) -> str:
    """Document, section and page of the local text, as far as they are given; a status that rests on none says so."""
    document = text_of(row.doc_id).strip() or (NO_DOCUMENT if row.status in STATUSES_WITH_TEXT else "")
    section = text_of(row.section_ref)
    page = text_of(row.page_ref)
    return ", ".join(part for part in (document, section, f"p. {page}" if page else "") if part)


def _before(row: Any) -> Cell:
    return change_cell(row.status, row.previous_status)


def change_cell(status: object, previous: object) -> Cell:
    """The status of the round before; "same" where nothing changed, blank where there was none."""
    if text_of(previous) == "":
        return Cell("first review" if status != "not_answered" else None, "muted")
    if previous == status:
        return Cell("same", "muted")
    known = POLICY_STATUSES.get(str(previous))
    return Cell(f"was: {known.text if known else previous}")
