"""Nil reports: a file that says in words that nothing happened is a report, not a missing one."""

from __future__ import annotations

import re

from pipelines.layouts.model import Layout, PeriodRule
from pipelines.layouts.period import Period, told_period
from pipelines.reading import Book

USUAL_WORDS = r"\b(nothing|no\s+(\w+\s+){1,4}?)\s*(to\s+report|reported|this\s+(month|quarter|period)|in\s+this\s+period|found)\b"
_MOST_CELLS = 400  # a nil report is a short note; a long sheet with such words in it is something else
_USUAL_PERIODS = (
    PeriodRule.model_validate(
        {
            "from": "title",
            "pattern": r"(?P<start>\d{1,2}/\d{1,2}/\d{4})\s*(?:to|through|-|–)\s*(?P<end>\d{1,2}/\d{1,2}/\d{4})",
        }
    ),
    PeriodRule.model_validate(
        {"from": "title", "pattern": r"(?P<month>(?:19|20)\d{2}-(?:0[1-9]|1[0-2]))(?!\d)"}
    ),
    PeriodRule.model_validate(
        {
            "from": "title",
            "pattern": r"(?P<month>(?:january|february|march|april|may|june|july|august|september|october|november"
            r"|december)\s+(?:19|20)\d{2})",
        }
    ),
)


def find_nil_report(book: Book, layouts: list[Layout], file_name: str) -> tuple[Layout, Period | None] | None:
    """The layout and period of a nil report, or None where the book is no such thing.

    With several layouts the one whose dataset the words or the file's name mention is taken; else the first whose
    own nil pattern matched; a file that could be about any of several datasets is none.
    """
    texts = [
        text.strip()
        for sheet in book.sheets
        if sheet.grid.num_rows * max(sheet.grid.num_columns, 1) <= _MOST_CELLS
        for column in sheet.grid.columns
        for text in column.to_pylist()
        if text and text.strip()
    ]
    if not texts:
        return None
    own = [
        layout
        for layout in layouts
        if layout.version.nil_report
        and any(re.search(layout.version.nil_report, text, re.IGNORECASE) for text in texts)
    ]
    usual = any(re.search(USUAL_WORDS, text, re.IGNORECASE) for text in texts)
    if not own and not usual:
        return None
    candidates = own or layouts
    named = [layout for layout in candidates if _mentions(layout, [file_name, *texts])]
    datasets = {layout.dataset for layout in named or candidates}
    if len(datasets) != 1:
        return None
    layout = (named or candidates)[-1]
    return layout, _period(layout, [*texts, file_name])


def _mentions(layout: Layout, texts: list[str]) -> bool:
    """Whether a text names the dataset by its code or by the noun in it (arrests, calls, bookings)."""
    nouns = {layout.dataset, layout.dataset.rsplit("_", 1)[-1], layout.dataset.split("_", 1)[0]}
    return any(noun in text.casefold() for noun in nouns for text in texts)


def _period(layout: Layout, texts: list[str]) -> Period | None:
    rules = [layout.version.period, *_USUAL_PERIODS]
    return next((period for rule in rules if (period := told_period(rule, texts)) is not None), None)
