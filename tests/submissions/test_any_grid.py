"""Whatever a file holds, judging it ends in a verdict and an account that balances."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.reading import Book, Sheet
from pipelines.reading.book import Comment, SheetFacts, text_table
from pipelines.submissions import DropFile, Intake
from pipelines.submissions.intake import make_manifest
from pipelines.submissions.take_in import Judged, judge_file
from pipelines.submissions.verdict import Status

HEADERS = ["Case Number", "Reported", "DV", "Injury", "Officer", "Victim Name", "Name", "Beat", "Total"]
ARREST_HEADERS = ["Arrest No", "Arrested", "Type", "Domestic"]
ODD = ["=1+1", "=cmd|' /C calc'!A0", "+1", "@x", "'", '"', "#REF!", "1e400", "99999999999999999999", "2.4E+11", "\u0000", "\ufeff",
       "\u202e", "Grand Total", "Total", "Count = 3", "No incidents to report", "Period: 3/1/2025 - 3/31/2025", "NULL", "<10",
       "45717", "45717.999999", "0.75", "2025-02-30", "03/01/2025 10:00", "2025-03-01", "24-0001", "Y", "N", "-1", "(1)", "O",
       "123-45-6789", "12 Main St", "ß", "İ", "\ud7ff", "💥"]  # fmt: skip
CELL = st.one_of(st.none(), st.sampled_from(ODD), st.text(max_size=8), st.just(" "))


@dataclass
class OneBook:
    """Stands in for the reader: the sandbox is tested in its own room."""

    book: Book

    def read(self, path: Path) -> Book:
        return self.book


def sheets_of(tables: list[list[list[str | None]]], visible: bool = True) -> tuple[Sheet, ...]:
    sheets = []
    for number, rows in enumerate(tables):
        width = max((len(row) for row in rows), default=0)
        columns = [
            pa.array([row[c] if c < len(row) else None for row in rows], pa.large_string())
            for c in range(width)
        ]
        sheets.append(Sheet(f"Incidents {number}", visible, text_table(columns, len(rows))))
    return tuple(sheets)


@st.composite
def tables(draw: st.DrawFn) -> list[list[str | None]]:
    above = draw(st.lists(st.lists(CELL, max_size=3), max_size=3))
    names = draw(
        st.sampled_from(
            [HEADERS[:4], HEADERS[:5], [*HEADERS[:4], "Beat"], HEADERS, ARREST_HEADERS, ["A", "B"]]
        )
    )
    header = draw(st.permutations(names)) if draw(st.booleans()) else names
    rows = draw(st.lists(st.lists(CELL, min_size=len(names), max_size=len(names) + 1), max_size=6))
    whole = ["24-0002", "03/02/2025 10:00", "Y", "N"]
    return [*above, list(header), *rows, *([whole] * draw(st.integers(0, 3)))]


def judge(intake: Intake, sheets: tuple[Sheet, ...], agency: str = "mpd") -> Judged:
    context = replace(intake.context, pool=OneBook(Book("xlsx", sheets)))
    return judge_file(Path("march.xlsx"), agency, datetime(2025, 4, 2), context)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(
    st.lists(tables(), min_size=1, max_size=2),
    st.sampled_from(["mpd", "so", "haven", "coordinator"]),
    st.booleans(),
)
def test_any_grid(intake: Intake, grids: list[list[list[str | None]]], agency: str, visible: bool) -> None:
    sheets = sheets_of(grids, visible)
    judged = judge(intake, sheets, agency)
    assert judged.rows.balances() and judged.cells.balances()
    assert judged.cells.in_file == sum(
        sheet.grid.num_rows * sheet.grid.num_columns for sheet in sheets
    ) or any(text is not None and not text.strip() for grid in grids for row in grid for text in row)
    used = judged.records.num_rows if judged.records is not None else 0
    assert judged.rows.used == used
    assert judged.status.counts or (judged.records is None and judged.cells.used == 0)
    assert judged.status is not Status.SUPERSEDED


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.lists(st.tuples(CELL, CELL, CELL, CELL), min_size=1, max_size=12))
def test_any_cells_under_a_known_header(intake: Intake, rows: list[tuple[str | None, ...]]) -> None:
    whole: list[list[str | None]] = [[f"24-{n}", "03/02/2025 10:00", "Y", "N"] for n in range(1, 5)]
    table: list[list[str | None]] = [list(HEADERS[:4]), *whole, *[list(row) for row in rows]]
    judged = judge(intake, sheets_of([table]))
    assert judged.rows.balances() and judged.cells.balances()
    if judged.records is not None:
        assert judged.records.num_rows == judged.rows.used >= 1
        assert all(key is None or len(key) == 32 for key in judged.records["incident_key"].to_pylist())
    for problem in judged.problems:
        assert not any(
            text and len(text.strip()) > 6 and text.strip() in problem.message and text not in ODD
            for row in rows
            for text in row
        )


SOMEBODY = ["Keisha Castillo", "CASTILLO, KEISHA", "State v. Wolfenbarger", "123-45-6789", "555-867-5301", "q@wibble.example",
            "4471 Wibbleton Ave", "DOB 3-4-1980", "Mary Johnson"]  # fmt: skip
PLACES = [
    "file",
    "sheet",
    "other sheet",
    "property",
    "comment",
    "header",
    "title",
    "footer",
    "cell",
    "code",
    "unmapped",
    "unused",
]
LIKE_A_DOCKET = {"555-867-5301", "4471 Wibbleton Ave"}
LETTERHEAD = {"title", "footer", "unmapped", "unused"}  # places in which an office's own phone may stand
WORDS = st.sampled_from(["", "March", "2025-03", "report", "(final)", "x", "\u200b", "é"])


def book_with(text: str, place: str) -> tuple[Book, str]:
    """A whole book of incidents with ``text`` in one place, and the name of its file."""
    table: list[list[str | None]] = [
        [*HEADERS[:4], "Weather", text if place == "header" else "Wind"],
        ["24-0002", "03/02/2025 10:00", "Y", "N", "dry", None],
        [
            text if place == "cell" else "24-0003",
            "03/02/2025 11:00",
            "Y",
            text if place == "code" else "N",
            "dry",
            None,
        ],
    ]
    if place == "unmapped":
        table[1][4] = text
    if place == "title":
        table.insert(0, [text])
    if place == "footer":
        table += [[], [None, f"* {text}"]]
    more = [[["Old"], [text if place == "unused" else "none"]]]
    first, second = sheets_of([table, *more])
    comments = (Comment("B2", text),) if place == "comment" else ()
    first = replace(first, name=text if place == "sheet" else first.name, facts=SheetFacts(comments=comments))
    second = replace(second, name=text if place == "other sheet" else "Notes")
    properties = {"title": text if place == "property" else "Report", "creator": "Mary Johnson"}
    return Book("xlsx", (first, second), (), properties), f"{text}.xlsx" if place == "file" else "march.xlsx"


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.sampled_from(SOMEBODY), st.sampled_from(PLACES), WORDS, WORDS)
def test_no_message_repeats_what_stands_anywhere(
    intake: Intake, somebody: str, place: str, before: str, after: str
) -> None:
    book, name = book_with(f"{before} {somebody} {after}".strip(), place)
    context = replace(intake.context, pool=OneBook(book))
    path = intake.site.drop / "mpd" / name
    judged = judge_file(path, "mpd", datetime(2025, 4, 2), context)
    drop = DropFile(path, "mpd", "0" * 64, "1" * 64, datetime(2025, 4, 2))
    told = json.dumps(make_manifest(judged, drop, "Millbrook Police", date(2025, 4, 10)))
    told += repr(judged.problems)
    assert somebody not in told and somebody.split(",")[0].split()[-1] not in told
    assert judged.rows.balances() and judged.cells.balances()
    if place == "cell" and somebody in LIKE_A_DOCKET:
        assert (
            judged.status is not Status.REFUSED
        )  # a case number may look so, and only its pseudonym is kept
    elif place not in LETTERHEAD:
        assert judged.status is Status.REFUSED
    elif judged.status is not Status.REFUSED:
        assert any(p.check_id == "privacy_value_left_out" for p in judged.problems)
