"""Footnotes: the number beside every figure they touch and beside no other, the words on the notes sheet."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from report_site import FOOTNOTE
from workbook_parts import read_book

from pipelines.reports.figures import Figures, Period
from pipelines.reports.footnotes import with_marks
from pipelines.reports.source import Source

MARCH = Period("month", dt.date(2026, 3, 1), dt.date(2026, 3, 31))
JANUARY = Period("month", dt.date(2026, 1, 1), dt.date(2026, 1, 31))
YEAR = Period("rolling12", dt.date(2025, 4, 1), dt.date(2026, 3, 31))


@pytest.fixture(scope="module")
def figures(source: Source) -> Figures:
    return Figures(source, "joint")


@pytest.mark.parametrize(
    ("measure", "agency", "periods", "marks"),
    [
        pytest.param("M020", "rpd", [MARCH], "Note 1", id="the agency and month"),
        pytest.param("M020", "all", [MARCH], "Note 1", id="all agencies"),
        pytest.param("M020", "rpd", [YEAR], "Note 1", id="a year that holds the month"),
        pytest.param("M020", "rpd", [JANUARY, MARCH], "Note 1", id="one of several periods"),
        pytest.param("M020", "rpd", [JANUARY], "", id="another month"),
        pytest.param("M020", "wcso", [MARCH], "", id="another agency"),
        pytest.param("M001", "all", [MARCH], "", id="a measure of another dataset"),
    ],
)
def test_what_a_footnote_touches(
    figures: Figures, measure: str, agency: str, periods: list[Period], marks: str
) -> None:
    assert figures.marks(measure, agency, *periods) == marks


def test_a_note_stands_beside_the_marks() -> None:
    assert [with_marks(*pair) for pair in (("", ""), ("Data incomplete", ""), ("", "Note 1"), ("A", "Note 1"))] == [
        "", "Data incomplete", "Note 1", "A; Note 1",
    ]  # fmt: skip


def table(path: Path, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet's table by header."""
    rows = [[cell.value for cell in row] for row in read_book(path)[sheet].iter_rows()]
    head = next(n for n, row in enumerate(rows) if {"Note", "State", "What to ask"} & set(row))
    return [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]


@pytest.mark.parametrize(
    ("book", "sheet"),
    [
        pytest.param("case_statistics", "Reports", id="a profile"),
        pytest.param("case_statistics", "By month", id="the months"),
        pytest.param("compliance", "Records - direction", id="measures with a direction"),
        pytest.param("coordinator", "Measures by agency", id="the coordinator's lines"),
    ],
)
def test_figures_carry_their_footnote(workbooks: dict[str, Path], book: str, sheet: str) -> None:
    rows = table(workbooks[book], sheet)
    marked = {row["Agency"] for row in rows if "Note 1" in str(row["Note"] or "")}
    assert marked == {"All agencies", "Riverton Police Department"}
    assert any("Note 1" not in str(row["Note"] or "") for row in rows)


@pytest.mark.parametrize("book", ["case_statistics", "compliance", "coordinator"])
def test_the_words_stand_on_the_notes_sheet(workbooks: dict[str, Path], book: str) -> None:
    notes = read_book(workbooks[book])["Notes"]
    lines = {row[0].value: row[1].value for row in notes.iter_rows(max_col=2) if row[0].value}
    assert lines["Note 1"] == FOOTNOTE


def test_the_coordinator_sees_first_what_ended_or_covers_nothing(workbooks: dict[str, Path]) -> None:
    rows = table(workbooks["coordinator"], "Accepted problems")
    assert [(row["State"], row["Column"]) for row in rows] == [
        ("▲ Ended", "Weapon"),
        ("○ Covers nothing", None),
        ("● In force", "Injury"),
        ("· Confirmed", None),
    ]
    assert rows[3]["Reason"] == "The winter storm kept people at home"


def test_what_does_not_fit_across_agencies(workbooks: dict[str, Path]) -> None:
    rows = table(workbooks["coordinator"], "Across agencies")
    assert [(row["What does not fit"], row["Agency"], row["Rows"], row["Of"]) for row in rows] == [
        (
            "An arrest on the day of a report that says that the suspect had gone",
            "Riverton Police Department",
            2,
            240,
        ),
        ("Records do not find their partner: Booking to incident", "Willow County Jail", 71, 360),
    ]
    assert all(row["What to ask"] for row in rows)
