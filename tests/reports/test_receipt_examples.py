"""The examples of checks of returned receipts do what they say: each is filled in, or spoilt, as its words say, and dropped back.

The receipt is of a month with 25 incidents, of which row 4 is held for its date, row 8 is unlikely, row 10 has an unknown code, and
row 12 an unread cell.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from clerks_desk import FIRST, LAYOUT, Desk, header_row, incident, march, renumbered, without_number
from examples_run import examples_of

from pipelines.checks import Check
from pipelines.metadata.code_lists import CODE_LISTS
from pipelines.submissions import Submission, open_intake
from pipelines.submissions.old_rows import delete_old_rows, find_old_rows

EXAMPLES = examples_of(__file__)
Edit = Callable[[Any], None]
Built = Callable[[Desk], Submission]
BUILT: dict[str, Built] = {}
CORRECTED = {(4, "Reported"): "03/03/2025 10:00"}


def built(words: str) -> Callable[[Built], Built]:
    """Enters what takes in the receipt that the catalogue describes in these words."""

    def enter(take: Built) -> Built:
        assert words not in BUILT
        BUILT[words] = take
        return take

    return enter


@pytest.fixture(scope="module")
def took() -> dict[str, set[str]]:
    """What each receipt was told, once taken in: many examples share the good one."""
    return {}


def told(desk: Desk, took: dict[str, set[str]], text: str) -> set[str]:
    if text not in took:
        took[text] = desk.checks(BUILT[text](desk))
    return took[text]


@pytest.mark.parametrize("check", EXAMPLES, ids=lambda check: check.check_id)
def test_the_bad_receipt_trips_its_check(check: Check, desk: Desk, took: dict[str, set[str]]) -> None:
    assert check.check_id in told(desk, took, check.example_bad)


@pytest.mark.parametrize("check", EXAMPLES, ids=lambda check: check.check_id)
def test_the_good_receipt_does_not(check: Check, desk: Desk, took: dict[str, set[str]]) -> None:
    assert check.check_id not in told(desk, took, check.example_good)


def test_every_receipt_that_is_built_is_in_the_catalogue() -> None:
    assert set(BUILT) == {text for check in EXAMPLES for text in (check.example_bad, check.example_good)}


def filled(
    words: str, cells: dict[tuple[int, str], Any] | None = None, edit: Edit = lambda book: None
) -> None:
    built(words)(lambda desk: desk.fill(desk.drop("march.xlsx", march()), cells, edit))


def rows(book: Any) -> Any:
    return book["Fix these"]


def without_column(book: Any) -> None:
    page = rows(book)
    page.delete_cols(next(c.column for c in page[header_row(page)] if c.value == "Approved"))


def other_row(book: Any) -> None:
    page = rows(book)
    page.cell(header_row(page) + 1, 2).value = 2


def swapped(book: Any) -> None:
    page = rows(book)
    first, second = page.cell(header_row(page) + 1, 2), page.cell(header_row(page) + 2, 2)
    first.value, second.value = second.value, first.value


def without_line(book: Any) -> None:
    page = rows(book)
    page.delete_rows(header_row(page) + 1)


def meaning(words: str) -> Edit:
    def edit(book: Any) -> None:
        page = book["Unknown codes"]
        top = next(n for n in range(1, 20) if page.cell(n, 1).value == "Column in your file")
        page.cell(top + 1, 5).value = words

    return edit


INJURY = CODE_LISTS["nibrs_injury"].codes[0]
filled("the date of a held row is corrected", CORRECTED)
filled("nothing is filled in", {})
filled("the receipt's number is taken off every sheet", {}, without_number)
filled("the receipt's number is changed", {}, renumbered)
filled("a column is deleted", {}, without_column)
filled("a row number is changed to one that was not on the receipt", {}, other_row)
filled("two row numbers change places", {}, swapped)
filled("a row is to be left out, without a reason", {(4, "Your answer"): "Leave out"})
filled(
    "a row is to be left out: entered twice", {(4, "Your answer"): "Leave out", (4, "Why"): "Entered twice"}
)
filled("a cell of the row is changed that nothing was wrong with", {**CORRECTED, (4, "Injury"): "M"})
filled("a line is deleted", {(12, "DV"): "N"}, without_line)
filled("a code is said to mean a word that is not on the list", {}, meaning("Something else"))
filled("a code is said to mean a word of the list", {}, meaning(f"{INJURY.label} — {INJURY.code}"))


@built("the receipt is put into the folder of another agency")
def _other_agency(desk: Desk) -> Submission:
    return desk.fill(desk.drop("march.xlsx", march()), CORRECTED, agency="rpd")


@built("the receipt comes back after a newer export of the month")
def _superseded(desk: Desk) -> Submission:
    first = desk.drop("march.xlsx", march())
    desk.drop("new.xlsx", [*march()[:-1], incident(28)], at=FIRST.replace(hour=12))
    return desk.fill(first, CORRECTED)


@built("the receipt comes back after its rows were deleted on their clock")
def _rows_gone(desk: Desk) -> Submission:
    later = date(2031, 1, 1)

    def run_out(_: Any) -> None:
        found = find_old_rows(desk.site, desk.key, later)
        delete_old_rows(desk.site, desk.key, found, later, 36, date(2034, 1, 5))

    return desk.fill(desk.drop("march.xlsx", march()), CORRECTED, run_out)


@built("the receipt comes back after its layout was deleted")
def _layout_gone(desk: Desk) -> Submission:
    first = desk.drop("march.xlsx", march())
    context = desk.intake.context
    layouts = {
        **context.layouts,
        "mpd": [one for one in context.layouts["mpd"] if one.dataset != "rms_incidents"],
    }
    bare = replace(desk.intake, context=replace(context, layouts=layouts))
    return Desk(desk.site, bare).fill(first, CORRECTED)


@built("a row is corrected that a newer layout of the agency leaves out")
def _not_asked_for(desk: Desk) -> Submission:
    first = desk.drop("march.xlsx", march())
    layout = desk.site.layouts / "mpd" / "rms_incidents.yaml"
    layout.write_text(f"{LAYOUT}    keep_when: {{column: DV, values: [Y]}}\n", encoding="utf-8")
    later = open_intake(desk.site)
    try:
        again = Desk(desk.site, later)
        again.take(desk.site.drop / "mpd" / "march.xlsx", FIRST)
        return again.fill(first, {(12, "Injury"): "M"})
    finally:
        later.close()
