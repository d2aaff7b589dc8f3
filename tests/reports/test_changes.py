"""What changed, in the words of receipts and of the coordinator's workbook."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from pipelines.reports.changed_sheets import _add_restatements
from pipelines.reports.changes import Changes, Restatement, read_changes
from pipelines.reports.figures import Figures
from pipelines.reports.kit import Book, Imprint
from pipelines.reports.receipt_changes import add_changes, changes_in_text
from pipelines.reports.source import Source


def cells(path: Path, sheet: str) -> list[list[Any]]:
    rows = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    return [[value for value in row if value is not None] for row in rows]


@pytest.fixture
def changes(source: Source) -> Changes:
    return read_changes(source, "director")


def of_kind(changes: Changes, kind: str) -> Restatement:
    return next(r for r in changes.restatements if r.row.kind == kind)


def test_changes_are_told_newest_first(changes: Changes) -> None:
    assert [r.row.kind for r in changes.restatements] == ["withdrawal", "correction", "overlap"]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        pytest.param("correction", "replaces", id="a newer file"),
        pytest.param("overlap", "lists months anew that came before in 3 files", id="year to date"),
        pytest.param("withdrawal", "Nothing counts in its place.", id="a withdrawn file"),
    ],
)
def test_sentences(changes: Changes, kind: str, words: str) -> None:
    assert words in of_kind(changes, kind).sentence


def test_late_rows_are_told_as_rows_of_earlier_months(changes: Changes) -> None:
    row = of_kind(changes, "correction").row._replace(
        kind="late", rows_before=2, rows_after=3, rows_same=1, rows_changed=1, rows_added=1, rows_removed=0
    )
    told = Restatement(row, ())
    assert told.title == "Rows of earlier months"
    assert told.sentence.endswith(
        "also holds rows of earlier months, which count for the month of their date."
    )
    assert told.rows_sentence == "3 late rows: 1 the same, 1 changed, 1 new."


def test_fields_are_told_in_words_and_values_only_for_codes(changes: Changes) -> None:
    told = [(change.words, change.rows) for change in of_kind(changes, "correction").fields]
    assert told == [("Injury: No injury → Minor injury", 14), ("Reported time: moved later", 3)]


def test_a_receipt_says_what_the_file_changed(changes: Changes, tmp_path: Path) -> None:
    own = changes.of(of_kind(changes, "correction").row.submission_id)
    path = tmp_path / "receipt.xlsx"
    with Book(path, Imprint("Receipt", "x", "y", own.restatements[0].row.changed_ts.date())) as book:
        add_changes(book, own)
    what = cells(path, "What changed")
    assert ["Gone: counted before, and no longer", 7] in what and [
        "Injury: No injury → Minor injury",
        14,
    ] in what
    assert ["212 rows counted before, 214 count now: 190 the same, 15 changed, 9 new, 7 gone."] in what
    (figure,) = [
        row for row in cells(path, "Figures that moved") if row[0] == "Domestic violence incident reports"
    ]
    assert figure == ["Domestic violence incident reports", "All", "Feb 2026", "†", "64"]
    assert "  Injury: No injury → Minor injury, 14 rows" in changes_in_text(own)


@pytest.mark.parametrize(
    ("count", "words", "line"),
    [
        pytest.param(0, "No figure of your agency moved.", "- No figure moved.", id="none moved"),
        pytest.param(
            pd.NA,
            "The figures are not worked out",
            "- The figures are not worked out",
            id="nobody worked it out",
        ),
    ],
)
def test_a_receipt_says_whether_figures_were_worked_out(
    count: Any, words: str, line: str, changes: Changes, tmp_path: Path
) -> None:
    row = of_kind(changes, "correction").row._replace(figures_count=count)
    own = Changes((Restatement(row, ()),), ())
    path = tmp_path / "receipt.xlsx"
    with Book(path, Imprint("Receipt", "x", "y", dt.date(2026, 1, 1))) as book:
        add_changes(book, own)
    assert any(str(row[0]).startswith(words) for row in cells(path, "Figures that moved") if row)
    assert changes_in_text(own)[-1].startswith(line)


@pytest.mark.parametrize("changes", [None, Changes()], ids=["not known", "nothing changed"])
def test_a_receipt_of_a_first_file_has_no_such_sheet(changes: Changes | None, tmp_path: Path) -> None:

    path = tmp_path / "receipt.xlsx"
    with Book(path, Imprint("Receipt", "x", "y", dt.date(2026, 1, 1))) as book:
        book.add_sheet("Verdict")
        add_changes(book, changes)
    assert openpyxl.load_workbook(path).sheetnames == ["Verdict"]
    assert changes_in_text(changes) == []


def test_the_coordinator_sees_every_change_and_withdrawal(workbooks: dict[str, Path]) -> None:
    path = workbooks["coordinator"]
    states = {row[3] for row in cells(path, "Changed since last version") if len(row) > 8}
    assert {"◐ Newer file", "– Withdrawn", "· Newer file, replaced since"} <= states
    withdrawn = cells(path, "Withdrawn")
    assert any("Case, by its report number" in row and 3 in row for row in withdrawn)
    assert any("Case, by its report number" in row and 1 in row for row in withdrawn)
    moved = cells(path, "Figures that moved")
    assert any("Feb 2026" in row and "64" in row for row in moved)
    assert any("A case that was withdrawn on April 13, 2026" in row and "70" in row for row in moved)


def test_a_register_without_a_period_is_named_by_its_title(changes: Changes, tmp_path: Path) -> None:
    known = of_kind(changes, "correction")
    row = known.row._replace(dataset_title="Decisions", period_label=float("nan"), agency_name="Coordinator")
    with Book(tmp_path / "book.xlsx", Imprint("Changes", "Site", "", dt.date(2026, 4, 20))) as book:
        _add_restatements(book, replace(changes, restatements=(Restatement(row, known.fields),)))
    told = next(
        line for line in cells(tmp_path / "book.xlsx", "Changed since last version") if "Coordinator" in line
    )
    assert told[2] == "Decisions"


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (("M020", "none", "all"), "Headline"),
        (("M020", "scope", "ipv"), "Between intimate partners"),
        (("M045", "statistic", "p90"), "90th percentile"),
        (("M020", "sex_gender", "unknown"), "Sex unknown"),
        (("M020", "area", "East"), "Area: East"),
        (("call", "none", "all"), "Headline"),
    ],
)
def test_a_part_is_told_in_words(source: Source, part: tuple[str, str, str], words: str) -> None:
    assert Figures(source, "director").part_words(*part) == words
