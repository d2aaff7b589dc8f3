"""What holds for every workbook: same bytes, nothing withheld inside, text stays text, readable and accessible."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import openpyxl
import pytest
from report_site import FORMULA, SENTINEL, WEB
from workbook_parts import WRITERS, parts_of, read_book, sheets_of

from pipelines.metadata import TABLES
from pipelines.metadata.derive import create_table_sql
from pipelines.reports.source import Source
from pipelines.warehouse.registers import PUBLISHED_REGISTERS, published_register

ALL = sorted(WRITERS)
_NO_TABLE = {"Map", "Cover", "Contents"}
_CHART_SHEETS = {
    "Summary", "Practice by agency", "Before and after", "Coverage chart", "Funnel chart", "Times chart", "Kinds and reasons", "Records - charts",
    "What survivors say", "Assessment progress", "Control charts", "Groups chart", "Charts - calls to arrest", "Charts - custody to court", "Charts - supervision",
}  # fmt: skip


@pytest.mark.parametrize("name", ALL)
def test_same_input_gives_same_bytes(
    name: str, source: Source, workbooks: dict[str, Path], tmp_path: Path
) -> None:
    again = tmp_path / "again.xlsx"
    WRITERS[name](source, again)
    assert again.read_bytes() == workbooks[name].read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["again.xlsx"]


@pytest.mark.parametrize("name", ALL)
def test_withheld_numbers_stand_nowhere(name: str, workbooks: dict[str, Path]) -> None:
    for part, text in parts_of(workbooks[name]).items():
        assert not re.search(rf"(?<![\d.]){SENTINEL}(?!\d)", text), part


@pytest.mark.parametrize("name", ["case_statistics", "compliance", "coordinator"])
def test_marks_differ(name: str, workbooks: dict[str, Path]) -> None:
    strings = parts_of(workbooks[name])["xl/sharedStrings.xml"]
    assert ">†<" in strings
    assert ">not sent<" in strings


@pytest.mark.parametrize("name", ALL)
def test_text_stays_text(name: str, workbooks: dict[str, Path]) -> None:
    for sheet, xml in sheets_of(workbooks[name]).items():
        assert "<f>" not in xml, sheet
    rels = [text for part, text in parts_of(workbooks[name]).items() if part.endswith(".rels")]
    assert not any("External" in text for text in rels)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("policy_comparison", FORMULA, id="a rationale that looks like a formula"),
        pytest.param("policy_comparison", WEB, id="a note that looks like a web address"),
        pytest.param("coordinator", FORMULA, id="a file name that looks like a formula"),
    ],
)
def test_formula_looking_text_is_a_string(name: str, text: str, workbooks: dict[str, Path]) -> None:
    book = read_book(workbooks[name])
    found = [cell for sheet in book for row in sheet.iter_rows() for cell in row if text in str(cell.value)]
    assert found
    assert all(cell.data_type in ("s", "f") and cell.hyperlink is None for cell in found)
    assert f"{text}<" in parts_of(workbooks[name])["xl/sharedStrings.xml"]


@pytest.mark.parametrize("name", ALL)
def test_every_drawing_says_what_it_shows(name: str, workbooks: dict[str, Path]) -> None:
    drawn = [
        text for part, text in parts_of(workbooks[name]).items() if part.startswith("xl/drawings/drawing")
    ]
    for properties in re.findall(r"<xdr:cNvPr [^>]*>", "".join(drawn)):
        description = re.search(r'descr="([^"]+)"', properties)
        assert description is not None, properties
        assert len(description.group(1)) > 40


@pytest.mark.parametrize(
    ("name", "least"),
    [("policy_comparison", 1), ("case_statistics", 20), ("compliance", 9), ("coordinator", 4)],
)
def test_charts_are_there(name: str, least: int, workbooks: dict[str, Path]) -> None:
    charts = [text for part, text in parts_of(workbooks[name]).items() if part.startswith("xl/charts/chart")]
    assert len(charts) >= least
    for chart in charts:
        assert 'dispBlanksAs val="gap"' in chart
        assert chart.count("<c:title>") == 3, "a chart has a title and both axes have names"
        assert "<c:strLit" not in chart and "<c:numLit" not in chart


def test_a_withheld_point_is_a_gap(workbooks: dict[str, Path]) -> None:
    charts = [t for p, t in parts_of(workbooks["case_statistics"]).items() if p.startswith("xl/charts/chart")]
    with_gap = [c for c in charts if _points(c, "numCache") < _points(c, "strCache")]
    assert with_gap


def _points(chart: str, cache: str) -> int:
    inside = "".join(re.findall(rf"<c:{cache}>.*?</c:{cache}>", chart, flags=re.S))
    return inside.count("<c:pt ")


@pytest.mark.parametrize("name", ALL)
def test_tables_have_a_header_that_stays_and_prints(name: str, workbooks: dict[str, Path]) -> None:
    book = read_book(workbooks[name])
    for sheet in book:
        assert len(sheet.title) <= 31
        assert not sheet.merged_cells.ranges
        assert sheet.page_setup.orientation == "landscape"
        assert "&P" in sheet.oddFooter.right.text
        assert sheet.print_options.gridLines is None
        if sheet.title in _NO_TABLE:
            continue
        assert sheet.freeze_panes is not None, sheet.title
        if sheet.title in _CHART_SHEETS:
            continue
        assert sheet.print_title_rows, sheet.title
        header = int(sheet.print_title_rows.split("$")[-1])
        titles = [cell.value for cell in sheet[header]]
        assert all(titles), f"{sheet.title}: {titles}"
        if sheet.auto_filter.ref:
            assert sheet.auto_filter.ref.startswith(f"A{header}:")


@pytest.mark.parametrize("name", ALL)
def test_contents_links_lead_to_sheets(name: str, workbooks: dict[str, Path]) -> None:
    book = read_book(workbooks[name])
    links = [c.hyperlink.location for sheet in book for row in sheet.iter_rows() for c in row if c.hyperlink]
    targets = {location.rsplit("!", 1)[0].strip("'").replace("''", "'") for location in links}
    assert targets <= set(book.sheetnames)
    assert targets == set(book.sheetnames) - {"Cover"}
    assert book.sheetnames[:2] == ["Cover", "Contents"]


@pytest.mark.parametrize("name", ALL)
def test_sample_site_says_so(name: str, workbooks: dict[str, Path]) -> None:
    cover = read_book(workbooks[name])["Cover"]
    words = " ".join(str(cell.value) for row in cover.iter_rows() for cell in row if cell.value)
    assert "Made-up data" in words
    assert "April 15, 2026" in words
    assert "† too few to show" in words
    assert "Missing for Mar 2026: " in words


@pytest.mark.parametrize("name", ALL)
def test_properties_are_neutral(name: str, workbooks: dict[str, Path]) -> None:
    properties = read_book(workbooks[name]).properties
    assert properties.creator == "Samepage"
    assert properties.created.date().isoformat() == "2026-04-15"


@pytest.mark.parametrize("name", ALL)
def test_an_empty_warehouse_gives_a_workbook(name: str, tmp_path: Path) -> None:
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("CREATE SCHEMA ops; CREATE SCHEMA pub")
    for table in (*TABLES.values(), *map(published_register, PUBLISHED_REGISTERS)):
        if table.schema in ("ops", "pub"):
            connection.execute(create_table_sql(table))
    connection.execute("INSERT INTO ops.site (site_name, as_of_date) VALUES ('New County', '2026-04-15')")
    WRITERS[name](Source(connection), tmp_path / "empty.xlsx")
    assert "Cover" in openpyxl.load_workbook(tmp_path / "empty.xlsx").sheetnames


@pytest.mark.parametrize("name", ALL)
def test_a_failed_write_leaves_the_old_workbook(name: str, tmp_path: Path) -> None:
    path = tmp_path / "kept.xlsx"
    path.write_bytes(b"old")
    with pytest.raises(duckdb.Error):
        WRITERS[name](Source(duckdb.connect(config={"threads": 1})), path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_words_to_avoid(workbooks: dict[str, Path]) -> None:
    avoided = ("uncooperative", "alleged victim", "domestic dispute", "mutual combat", "compliance score", "best agency", "worst agency")  # fmt: skip
    for path in workbooks.values():
        text = parts_of(path)["xl/sharedStrings.xml"].casefold()
        assert not [word for word in avoided if word in text]


def test_a_percentile_of_few_cases_is_a_mark_beside_a_median_that_is_told(workbooks: dict[str, Path]) -> None:
    sheet = read_book(workbooks["case_statistics"])["Times between steps"]
    lines = [[str(cell.value) for cell in row] for row in sheet.iter_rows()]
    head = next(line for line in lines if "9 of 10 within" in line)
    median, ninth, cases, note = (head.index(n) for n in ("Median", "9 of 10 within", "Cases", "Note"))
    found = [line for line in lines if line[note] == "9 of 10: too few cases"]
    assert found
    assert {line[ninth] for line in found} == {"†"}
    assert all(float(line[median]) > 0 and 20 <= int(line[cases]) < 100 for line in found)
