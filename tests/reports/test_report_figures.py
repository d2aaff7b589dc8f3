"""A figure as cells, and the wording of periods, changes and bands: the boundaries."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from workbook_parts import parts_of

from pipelines.problems import Severity
from pipelines.reports import source as source_module
from pipelines.reports.bands import SiteBands
from pipelines.reports.figures import Figure, Figures, Period, base_cell, count_cell, share_cell
from pipelines.reports.kit import Book, Column, Imprint, Sheet, add_table
from pipelines.reports.kit.cells import SEVERITIES
from pipelines.reports.source import Source

REPORTS = Path(source_module.__file__).parent


def figure(num: int | None, den: int | None, **more: object) -> Figure:
    fields = {
        "value": None,
        "match_rate": None,
        "completeness": 100.0,
        "missing": 0,
        "suppressed": False,
        "reason": "",
    }
    return Figure(num, den, **{**fields, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "count", "base", "share"),
    [
        pytest.param(figure(7, 10), 7, 10, 0.7, id="ten in the base is enough for a percentage"),
        pytest.param(figure(7, 9), 7, 9, "7 of 9", id="nine is told as k of n"),
        pytest.param(figure(0, 0), 0, 0, "no cases", id="an empty base has no share"),
        pytest.param(figure(None, None, suppressed=True), "†", "†", "†", id="withheld"),
        pytest.param(figure(None, None, completeness=0.0), "not sent", None, None, id="no data came"),
        pytest.param(figure(0, 25), 0, 25, 0.0, id="a true zero is shown"),
        pytest.param(figure(42, 40), 42, 40, "42 of 40", id="more than the base is no percentage"),
    ],
)
def test_a_share_as_cells(found: Figure, count: object, base: object, share: object) -> None:
    assert (count_cell(found).value, base_cell(found).value, share_cell(found, "share").value) == (
        count,
        base,
        share,
    )


@pytest.mark.parametrize(
    ("demonstrated", "applicable", "band"),
    [
        pytest.param(9, 10, "keep", id="ninety percent is keep"),
        pytest.param(89, 100, "watch", id="under ninety is watch"),
        pytest.param(75, 100, "watch", id="seventy-five is watch"),
        pytest.param(74, 100, "work_on", id="under seventy-five is work on"),
        pytest.param(9, 9, "too_few", id="nine files are too few"),
        pytest.param(0, 0, "not_reviewed", id="none applicable"),
        pytest.param(None, None, "not_reviewed", id="no file read"),
    ],
)
def test_bands(demonstrated: float | None, applicable: float | None, band: str) -> None:
    assert SiteBands(0.9, 0.75).band(demonstrated, applicable) == band


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (Period("month", dt.date(2026, 3, 1), dt.date(2026, 3, 31)), "Mar 2026"),
        (Period("quarter", dt.date(2026, 1, 1), dt.date(2026, 3, 31)), "Q1 2026"),
        (Period("rolling12", dt.date(2025, 4, 1), dt.date(2026, 3, 31)), "12 months to Mar 2026"),
    ],
)
def test_period_words(period: Period, words: str) -> None:
    assert period.words == words


def test_audiences_are_kept_apart(source: Source) -> None:
    joint, coordinator = Figures(source, "joint"), Figures(source, "coordinator")
    month = joint.months[-1]
    withheld = [m for m in joint.measure_ids if (f := joint.get(m, "wcso", month)) and f.suppressed]
    assert withheld
    assert all(not coordinator.get(m, "wcso", month).suppressed for m in withheld)  # type: ignore[union-attr]


def test_only_pub_and_ops_are_read() -> None:
    for path in sorted((REPORTS / "sql").glob("*.sql")):
        sql = re.sub(r"--.*", "", path.read_text(encoding="utf-8"))
        schemas = set(re.findall(r"\b(core|mart|stg|pub|ops)\.", sql))
        assert schemas <= {"pub", "ops"}, path.name
        assert path.read_text(encoding="utf-8").startswith("-- "), f"{path.name} does not say what a row is"
    for path in sorted(REPORTS.rglob("*.py")):
        assert not re.search(r"\b(core|mart|stg)\.[a-z_]+", path.read_text(encoding="utf-8")), path.name


def test_every_query_is_used() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in REPORTS.rglob("*.py"))
    for path in (REPORTS / "sql").glob("*.sql"):
        assert f'query("{path.stem}"' in code, path.name


def test_every_severity_has_its_words() -> None:
    assert set(SEVERITIES) == {severity.value for severity in Severity}


@pytest.mark.parametrize(
    ("wanted", "taken", "name"),
    [
        pytest.param("Sheriff's Office", [], "Sheriff’s Office", id="an apostrophe would break links"),
        pytest.param("A/B [C]: D?", [], "A B C D", id="forbidden signs"),
        pytest.param(
            "Willow County Emergency Communications", [], "Willow County Emergency…", id="cut at a word"
        ),
        pytest.param("Notes", ["notes"], "Notes 2", id="Excel compares without case"),
        pytest.param("History", [], "History 2", id="a name that Excel keeps for itself"),
    ],
)
def test_sheet_names(wanted: str, taken: list[str], name: str, tmp_path: Path) -> None:
    book = Book(tmp_path / "names.xlsx", Imprint("Names", "Site", "Edition", dt.date(2026, 1, 1)))
    with book:
        for other in taken:
            book.add_sheet(other)
        assert book.free_name(wanted) == name
        book.add_sheet(wanted)


def test_a_long_text_is_cut_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    with Book(path, Imprint("Long", "Site", "Edition", dt.date(2026, 1, 1))) as book:
        add_table(book, Sheet("Long", "p", "t", "h"), [Column("Text")], [["x" * 40_000]])
    assert "x" * 32_000 + " …" in parts_of(path)["xl/sharedStrings.xml"]
