"""How a book travels from the sandboxed reader to its parent: a JSON head, then one Arrow stream per sheet.

Places are sent as runs of rows, so that a column of 200,000 marked cells takes a few characters.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pipelines.problems import Problem, Severity, Stage
from pipelines.reading.book import Book, Comment, Places, SheetFacts

_PLACES = ("uncached", "padded", "rounded")


def head_of(book: Book) -> dict[str, Any]:
    """All of a book but the text of its sheets, as plain JSON values."""
    return {
        "kind": book.kind,
        "notes": [problem.to_dict() for problem in book.notes],
        "properties": dict(book.properties),
        "sheets": [
            {"name": sheet.name, "visible": sheet.visible, "facts": _facts_out(sheet.facts)}
            for sheet in book.sheets
        ],
    }


def problem_of(record: dict[str, Any]) -> Problem:
    """A problem from its plain JSON values."""
    return Problem(**{**record, "severity": Severity(record["severity"]), "stage": Stage(record["stage"])})


def facts_of(record: dict[str, Any]) -> SheetFacts:
    """A sheet's facts from their plain JSON values."""
    places: dict[str, Places] = {name: _places_in(record.get(name, {})) for name in _PLACES}
    return SheetFacts(
        hidden_rows=tuple((first, last) for first, last in record.get("hidden_rows", ())),
        hidden_columns=tuple(record.get("hidden_columns", ())),
        comments=tuple(Comment(cell, text) for cell, text in record.get("comments", ())),
        pivots=record.get("pivots", 0),
        days_from_1904=record.get("days_from_1904", False),
        **places,
    )


def _facts_out(facts: SheetFacts) -> dict[str, Any]:
    """The facts that are there; most sheets have none."""
    told: dict[str, Any] = {
        "hidden_rows": facts.hidden_rows,
        "hidden_columns": facts.hidden_columns,
        "comments": [(comment.cell, comment.text) for comment in facts.comments],
        "pivots": facts.pivots,
        "days_from_1904": facts.days_from_1904,
        **{name: _places_out(getattr(facts, name)) for name in _PLACES},
    }
    return {name: value for name, value in told.items() if value}


def _places_out(places: Places) -> dict[str, list[tuple[int, int]]]:
    return {letter: _runs(rows) for letter, rows in places.items() if len(rows)}


def _runs(rows: np.ndarray) -> list[tuple[int, int]]:
    breaks = np.flatnonzero(np.diff(rows) != 1)
    starts, ends = rows[np.r_[0, breaks + 1]], rows[np.r_[breaks, len(rows) - 1]]
    return list(zip(starts.tolist(), ends.tolist(), strict=True))


def _places_in(record: dict[str, list[list[int]]]) -> dict[str, np.ndarray]:
    return {
        letter: np.concatenate([np.arange(first, last + 1) for first, last in runs])
        for letter, runs in record.items()
    }
