"""Wording sheets of the policy comparison: local words beside recommended ones, and the practices that the site changed."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.policy.wording import Comparison, compare_wording
from pipelines.reports.edition import as_date, day_words, text_of
from pipelines.reports.kit import Book, Cell, Column, Sheet, add_table, plain
from pipelines.reports.source import Source, rows_of

_LEGAL = 5
_LOOKS = {"kept": "text", "added": "word_added", "taken_out": "word_taken_out"}
_STANDING = {
    "in_force": "in force",
    "coming": "not yet in force",
    "replaced": "replaced",
    "retired": "retired",
}
_LEGEND = ("plain: kept", "bold and underlined: added", "struck through: taken out")


def words_cell(found: Comparison) -> Cell:
    """The comparison as one cell: what is kept, added and taken out differ by their looks, not by color alone."""
    if not found.is_alike:
        return Cell("Too different to compare word by word: read both side by side.", "muted")
    text = " ".join(piece.words for piece in found.pieces)
    looks = tuple((_LOOKS[piece.kind], piece.words) for piece in found.pieces)
    return Cell(text, pieces=looks)


def counts_words(found: Comparison) -> str:
    """The comparison in numbers, for readers to whom looks say nothing."""
    if not found.added and not found.taken_out:
        return "The same words."
    return f"{found.kept} words kept, {found.added} added, {found.taken_out} taken out."


def add_wording(book: Book, responses: pd.DataFrame, actions: pd.DataFrame) -> None:
    """Adds local wording beside the wording decided, proposed or recommended, word by word."""
    wanted = _wanted(actions)
    rows = []
    for row in rows_of(responses):
        local = text_of(row.local_wording)
        if not local or row.status == "retired":
            continue
        kind, after = wanted.get((row.agency_code, row.element_id), ("Recommended practice", row.requirement))
        found = compare_wording(local, after)
        rows.append(_wording_row(row.agency_name, row.element_id, row.title, local, kind, after, found))
    for action in rows_of(actions):
        decided = text_of(action.decided_text)
        if decided:
            found = compare_wording(action.proposed_change, decided)
            rows.append(
                _wording_row(action.agency_name, action.element_id, action.title, action.proposed_change, f"Decided ({action.rec_id}), from what was proposed", decided, found)
            )  # fmt: skip
    columns = [
        Column("Agency", "strong", 18),
        Column("Element", "muted", 10),
        Column("Practice", "text", 20),
        Column("Wording before", "text", 34),
        Column("Set beside", "text", 16),
        Column("Wording after", "text", 34),
        Column("Word by word", "text", 40),
        Column("In numbers", "muted", 14),
    ]
    words = Sheet(
        "Wording",
        "Local wording beside the wording decided, proposed or recommended: kept, added and taken out, word by word.",
        "Local and recommended wording, word by word",
        "Where the director decided a wording it is set beside the local one, else the proposed one, else the recommended practice.",
        _LEGEND,
        empty="No checklist gives the words of the local text yet.",
    )
    sheet = add_table(book, words, columns, rows, group_by=0, fade=(0,), freeze_columns=2)
    sheet.set_paper(_LEGAL)


def _wanted(actions: pd.DataFrame) -> dict[tuple[str, str], tuple[str, str]]:
    """The wording to come, by agency and element: decided before proposed, later before earlier."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for row in rows_of(actions):
        if row.decision in ("declined", "returned"):
            continue
        decided = text_of(row.decided_text)
        text, kind = (decided, "Decided") if decided else (text_of(row.proposed_change), "Proposed")
        if text:
            found[(row.agency_code, row.element_id)] = (f"{kind} ({row.rec_id})", text)
    return found


def _wording_row(
    agency: Any, element_id: str, title: Any, before: str, kind: str, after: str, found: Comparison
) -> list[Cell]:
    return [
        plain(agency),
        plain(element_id),
        plain(title),
        Cell(before),
        Cell(kind),
        Cell(after),
        words_cell(found),
        Cell(counts_words(found)),
    ]


def add_local_changes(book: Book, source: Source) -> None:
    """Adds every practice that the site added, reworded or retired, each wording with its days."""
    rows = []
    published: dict[str, str] = {}
    for row in rows_of(source.query("practice_element")):
        text = text_of(row.requirement_text)
        before = published.get(row.element_id)
        compared = _changed_cell(before, text) if before and before != text else Cell(text)
        rows.append(
            [
                plain(row.area_label),
                plain(row.element_id),
                plain(row.title),
                Cell(_what(row)),
                compared,
                Cell(_days(row)),
                Cell(text_of(row.retired_reason) or text_of(row.change_reason)),
                plain(row.wording_source),
            ]
        )
        published[row.element_id] = text
    columns = [
        Column("Area", "strong", 20),
        Column("Element", "muted", 10),
        Column("Practice", "text", 28),
        Column("What it is", "text", 20),
        Column("Wording", "text", 48),
        Column("When", "text", 24),
        Column("Reason", "text", 26),
        Column("Whose words", "muted", 18),
    ]
    words = Sheet(
        "Local changes",
        "Practices that this site added, reworded or retired, with every wording, its days and the reason.",
        "Recommended practices as this site changed them",
        "Nothing goes away: the wording before a change stands above it, and a retired practice stays with its day and reason.",
        _LEGEND,
        empty="This site uses every recommended practice as it is published.",
    )
    sheet = add_table(book, words, columns, rows, group_by=1, fade=(0, 1), freeze_columns=2)
    sheet.set_paper(_LEGAL)


def _changed_cell(before: str, text: str) -> Cell:
    """What a rewording changed, word by word; where little is left of the words before, the new ones alone."""
    found = compare_wording(before, text)
    return words_cell(found) if found.is_alike else Cell(text, lead="Other words throughout:")


def _what(row: Any) -> str:
    kind = "added here" if row.is_local else "published wording"
    return f"{'reworded here' if row.is_reworded else kind}, {_STANDING[row.standing]}"


def _days(row: Any) -> str:
    start = "" if pd.isna(row.active_from_date) else f"from {day_words(as_date(row.active_from_date))}"
    end = "" if pd.isna(row.active_to_date) else f"until {day_words(as_date(row.active_to_date))}"
    return " ".join(part for part in (start, end) if part) or "always"
