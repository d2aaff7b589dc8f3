"""Findings on sheets: the questions, what changed, what is withheld, and that no reader sees what is not theirs."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from report_findings import PRIVATE
from report_site import AGENCIES
from workbook_parts import read_book

from pipelines.reports.director_findings import write_all
from pipelines.reports.finding_tables import share_words
from pipelines.reports.source import Source


def sheet_of(path: Path, name: str) -> pd.DataFrame:
    """The rows of a table, below its header."""
    rows = [list(row) for row in read_book(path)[name].iter_rows(values_only=True)]
    header = next(i for i, row in enumerate(rows) if row[:2] == ["Where it stands", "Agency"])
    return pd.DataFrame(rows[header + 1 :], columns=rows[header]).set_index("What")


@pytest.fixture(scope="module")
def private(source: Source, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {path.parent.name: path for path in write_all(source, tmp_path_factory.mktemp("directors"))}


def test_what_needs_work_comes_first(workbooks: dict[str, Path]) -> None:
    told = sheet_of(workbooks["compliance"], "Findings")["Where it stands"].tolist()
    assert told == [
        "▲ New, no owner yet",
        "▲ New, no owner yet",
        "○ Taken up",
        "◐ Too early to measure",
        "● Closed, clearly better",
    ]


def test_questions_and_change_stand_beside_the_finding(workbooks: dict[str, Path]) -> None:
    told = sheet_of(workbooks["compliance"], "Findings")
    closed = told.loc["Write a report (PAT-01)"]
    assert closed["In numbers"] == "30 of 45 (67%, range 52% to 79%)\nApr 2025 to Mar 2026"
    assert closed["Before and since the action"].splitlines() == [
        "Before: 8 of 21 (38%, range 21% to 59%)", "Since: 21 of 21 (100%, range 85% to 100%)", "Clearly better.",
    ]  # fmt: skip
    assert closed["4 Why?"].startswith("Administrative")
    blank = told.loc["Injury (Police incidents)"]
    assert blank["In numbers"].startswith("blank in 30% (range 18% to 45%)")
    assert "12 of 40" not in " ".join(str(value) for value in blank)
    assert blank["Raised because"].endswith("Chance may explain it.")
    assert blank["4 Why?"].startswith("Not chosen yet. Interviews name:")
    assert told.loc["Supervisor review within 72 hours (M046)", "In numbers"].startswith("From 38 of 40")


def test_a_finding_whose_numbers_are_withheld_tells_none(workbooks: dict[str, Path]) -> None:
    hidden = sheet_of(workbooks["compliance"], "Findings").loc["Read the file (PRO-02)"]
    assert (hidden["In numbers"], hidden["Before and since the action"]) == ("†", "†")


@pytest.mark.parametrize(
    ("den", "words"),
    [pytest.param(9, "4 of 9", id="nine"), pytest.param(10, "4 of 10 (40%, range 17% to 69%)", id="ten")],
)
def test_a_range_is_told_from_ten_on(den: int, words: str) -> None:
    assert share_words(4, den) == words


def test_the_change_is_drawn_with_the_action_marked(workbooks: dict[str, Path]) -> None:
    rows = list(read_book(workbooks["compliance"])["Before and after"].iter_rows(values_only=True))
    assert [row[0] for row in rows if row[0] == "Write a report"] == ["Write a report"]
    assert [row[5] for row in rows if row[0] in ("2025 Q4", "2026 Q1") and row[5]][:1] == ["action"]
    assert not any(row[0] == "Read the file" for row in rows)


def test_the_label_of_all_does_not_stand_on_the_title(workbooks: dict[str, Path]) -> None:
    for chart in read_book(workbooks["compliance"])["Before and after"]._charts:
        axis = chart.y_axis
        assert axis.scaling.max > 1.1, "a label above 100 percent needs room"
        assert axis.scaling.max // axis.majorUnit * axis.majorUnit == pytest.approx(1), (
            "100 percent is the last mark"
        )


def test_the_team_does_not_see_what_only_a_director_may(
    workbooks: dict[str, Path], private: dict[str, Path]
) -> None:
    assert PRIVATE not in " ".join(sheet_of(workbooks["compliance"], "Findings").index)
    assert f"{PRIVATE} (X-1)" in sheet_of(private["ecc"], "Findings").index


def test_a_director_sees_no_row_of_another_agency(private: dict[str, Path]) -> None:
    names = {code: name for code, name, _, _ in AGENCIES}
    assert set(private) == set(names)
    for code, path in private.items():
        shown = sheet_of(path, "Findings")["Agency"].dropna() if code in ("ecc", "rpd", "da", "court") else []
        assert set(shown) == ({names[code]} if len(shown) else set())


def test_an_agency_without_findings_is_told_so(private: dict[str, Path]) -> None:
    words = [row[0] for row in read_book(private["prob"])["Findings"].iter_rows(values_only=True)]
    assert "No finding is open to these readers. Findings go to the agency's director first." in words
