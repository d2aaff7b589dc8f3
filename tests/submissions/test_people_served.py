"""Rows about people served are refused however they are coded and wherever they stand; totals pass."""

from __future__ import annotations

from typing import Any

import pytest
from small_site import Judge

from pipelines.metadata.code_lists import CODE_LISTS
from pipelines.metadata.datasets import DATASETS
from pipelines.metadata.derive import field_title

MEASURE = CODE_LISTS["advocacy_measure"].values[0]
TOTALS_HEAD = [field_title(f.name) for f in DATASETS["advocacy_totals"].fields if f.name != "small_cell_flag"]
TOTALS: list[list[Any]] = [
    TOTALS_HEAD,
    ["2025-03-01", MEASURE, "none", "all", "<10"],
    ["2025-02-01", MEASURE, "none", "all", 12],
    ["2025-01-01", MEASURE, "none", "all", 31],
]
HASHED: list[list[Any]] = [
    ["Ref", "In", "Nights"],
    *(
        [f"{h}", f"3/{d}/2025", n]
        for h, d, n in (("9f86d0818840", 4, 2), ("60303ae22b99", 9, 5), ("fd61a03af4f7", 30, 1))
    ),
]
INITIALS: list[list[Any]] = [
    ["Who", "Day"],
    ["J.S.", "3/4/2025"],
    ["M.B.", "3/9/2025"],
    ["A.K.", "3/30/2025"],
]
PLAIN: list[list[Any]] = [["Program", "Room"], ["Legal", "2"], ["Housing", "3"], ["Night", "1"]]
SERVICES: list[list[Any]] = [
    ["Shelter stay", "Client age", "Advocate met on"],
    *([n, 30 + n, f"3/1{n}/2025"] for n in range(1, 5)),
]
INCIDENTS: list[list[Any]] = [
    ["3/1/2025 - 3/31/2025"], ["Case Number", "Reported", "DV", "Injury"], ["24-0001", "03/01/2025 10:00", "Y", "N"],
]  # fmt: skip


@pytest.mark.parametrize(
    ("agency", "sheets", "hidden"),
    [
        pytest.param("haven", {"Data": HASHED}, (), id="hashes in the program's folder"),
        pytest.param("haven", {"Data": INITIALS}, (), id="initials and a date"),
        pytest.param("haven", {"Data": PLAIN}, (), id="anything that is no sheet of totals"),
        pytest.param("haven", {"Totals": TOTALS, "List": HASHED}, (), id="a second sheet beside totals"),
        pytest.param("haven", {"Totals": TOTALS, "List": INITIALS}, ("List",), id="a hidden sheet beside totals"),
        pytest.param(
            "haven",
            {"Totals": [[*TOTALS_HEAD, "Ref"], *([*row, h] for row, h in zip(TOTALS[1:], ["9f86d0818840", "60303ae22b99", "fd61a03af4f7"], strict=True))]},
            (),
            id="hashes in a column beside totals",
        ),
        pytest.param(
            "haven",
            {"Totals": [TOTALS_HEAD, *([*row[:3], h, 1] for row, h in zip(TOTALS[1:], ["JS0312", "MB0704", "AK1130"], strict=True))]},
            (),
            id="initials as the categories of totals",
        ),
        pytest.param("mpd", {"Services": SERVICES}, (), id="a list of services in a police folder"),
        pytest.param("mpd", {"Incidents": INCIDENTS, "Services": SERVICES}, ("Services",), id="hidden beside incidents"),
        pytest.param("so", {"Data": [["Client Hash", "Intake Date"], ["a", "b"]]}, (), id="by its headers"),
    ],
)  # fmt: skip
def test_rows_of_people_are_refused(
    judge_book: Judge, agency: str, sheets: dict[str, list[list[Any]]], hidden: tuple[str, ...]
) -> None:
    judged = judge_book(sheets, agency=agency, hidden=hidden)
    assert str(judged.status) == "refused" and judged.records is None
    assert "privacy_advocacy_rows" in {p.check_id for p in judged.problems}
    assert judged.cells.balances() and judged.rows.balances()
    assert "9f86d0818840" not in repr(judged.problems)


@pytest.mark.parametrize(
    ("agency", "sheets", "status"),
    [
        pytest.param("haven", {"Totals": TOTALS}, "accepted", id="totals, one of them small"),
        pytest.param(
            "haven",
            {"Totals": TOTALS, "Help": [["Code", "Meaning"], ["A", "x"], ["B", "y"], ["C", "z"]]},
            "accepted",
            id="a list of codes beside them",
        ),
        pytest.param(
            "haven", {"Totals": [TOTALS_HEAD[1:], *(row[1:] for row in TOTALS[1:])]}, "not_accepted", id="totals to mend"
        ),
        pytest.param("mpd", {"Incidents": INCIDENTS, "Roster": [["Beat", "Shift"], ["1", "Day"]]}, "accepted", id="a police file"),
    ],
)  # fmt: skip
def test_what_is_not_refused(
    judge_book: Judge, agency: str, sheets: dict[str, list[list[Any]]], status: str
) -> None:
    assert str(judge_book(sheets, agency=agency).status) == status
