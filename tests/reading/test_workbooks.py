"""Every workbook format comes back as the text a person sees, at the cell where they see it."""

from __future__ import annotations

import datetime as dt
import string
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from workbook_writers import ods_text, with_cells, write_ods, write_xls
from xlsb_writer import write_xlsb

from pipelines.reading import Limits, ReaderPool, Sheet, Unreadable, column_letter

DATE, TIME, SPAN = "mm/dd/yyyy", "hh:mm", "[h]:mm"
TYPED = [
    pytest.param("000121", None, "000121", id="text with leading zeros"),
    pytest.param("None", None, "None", id="surname None"),
    pytest.param("NA", None, "NA", id="text NA"),
    pytest.param("true", None, "true", id="text that looks boolean"),
    pytest.param("-0", None, "-0", id="text that looks like negative zero"),
    pytest.param("1899-12-31 07:30:00", None, "1899-12-31 07:30:00", id="text that looks like a time cell"),
    pytest.param("2025-01-02T03:04:05", None, "2025-01-02T03:04:05", id="text with an ISO date"),
    pytest.param("12345678901234567", None, "12345678901234567", id="17-digit id as text"),
    pytest.param("=1+1", None, "=1+1", id="text that looks like a formula"),
    pytest.param("_x000D_", None, "_x000D_", id="text that looks escaped"),
    pytest.param(609.2, None, "609.2", id="statute as number"),
    pytest.param(121, None, "121", id="integer stored as float"),
    pytest.param(-0.0, None, "0", id="negative zero"),
    pytest.param(0.1 + 0.2, None, "0.3", id="no more digits than Excel has"),
    pytest.param(2.40123e11, None, "240123000000", id="id turned into a number"),
    pytest.param(45383, None, "45383", id="serial date in a General cell"),
    pytest.param(True, None, "TRUE", id="boolean true"),
    pytest.param(False, None, "FALSE", id="boolean false"),
    pytest.param(dt.datetime(2025, 1, 2), DATE, "2025-01-02 00:00:00", id="date"),
    pytest.param(dt.datetime(2025, 1, 2, 3, 4, 5), DATE, "2025-01-02 03:04:05", id="date and time"),
    pytest.param(dt.time(7, 30), TIME, "07:30:00", id="time alone"),
    pytest.param(dt.time(0, 0), TIME, "00:00:00", id="midnight alone"),
    pytest.param(dt.timedelta(hours=30, minutes=15), SPAN, "30:15:00", id="duration over a day"),
    pytest.param(dt.timedelta(minutes=15), SPAN, "00:15:00", id="duration under a day"),
]


@pytest.fixture(scope="module")
def typed_columns(tmp_path_factory: pytest.TempPathFactory, pool: ReaderPool) -> dict[bool, Sheet]:
    sheets = {}
    for from_1904 in (False, True):
        path = tmp_path_factory.mktemp("typed") / "typed.xlsx"
        book = xlsxwriter.Workbook(path, {"date_1904": from_1904, "strings_to_formulas": False})
        sheet = book.add_worksheet("Cells")
        for row, case in enumerate(TYPED):
            value, number_format, _ = case.values
            style = book.add_format({"num_format": number_format}) if number_format else None
            write = sheet.write_string if isinstance(value, str) else sheet.write
            write(row + 2, 3, value, style)
        book.close()
        sheets[from_1904] = pool.read(path).sheets[0]
    return sheets


@pytest.mark.parametrize(("value", "number_format", "text"), TYPED)
def test_a_cell_reads_as_the_text_a_person_sees(
    value: object, number_format: str | None, text: str, typed_columns: dict[bool, Sheet]
) -> None:
    row = next(i for i, case in enumerate(TYPED) if case.values[0] is value)
    grid = typed_columns[False].grid
    assert grid.column_names == ["A", "B", "C", "D"]
    assert grid["D"][row + 2].as_py() == text
    assert typed_columns[True].grid["D"][row + 2].as_py() == text


def test_a_date_of_1900_stays_a_date(tmp_path: Path, pool: ReaderPool) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for row, serial in enumerate((1, 59.25, 61)):
        sheet.write_number(row, 0, serial, book.add_format({"num_format": DATE}))
    book.close()
    dates = ["1900-01-01 00:00:00", "1900-02-28 06:00:00", "1900-03-01 00:00:00"]
    assert pool.read(path).sheets[0].grid["A"].to_pylist() == dates


def test_places_errors_blanks_and_merged_cells(tmp_path: Path, pool: ReaderPool) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("One")
    for row, error in enumerate(("#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!")):
        sheet.write_formula(row + 4, 2, "=NA()", None, error)
    sheet.write_string(4, 4, "far")
    sheet.write_string(20, 4, "")
    sheet.write_blank(500_000, 30, None, book.add_format({"bold": True}))
    sheet.merge_range(12, 2, 13, 4, "merged")
    sheet.set_column(4, 4, None, None, {"hidden": True})
    book.close()
    grid = pool.read(path).sheets[0].grid
    assert grid.shape == (13, 5)
    assert all(column.null_count == 13 for column in grid.select(["A", "B", "D"]).columns)
    expected = [
        *[None] * 4,
        "#N/A",
        "#DIV/0!",
        "#REF!",
        "#VALUE!",
        "#NAME?",
        "#NUM!",
        "#NULL!",
        None,
        "merged",
    ]
    assert grid["C"].to_pylist() == expected
    assert grid["E"].to_pylist() == [None] * 4 + ["far"] + [None] * 8


def test_sheets_keep_order_and_visibility(tmp_path: Path, pool: ReaderPool) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("Shown").write_string(0, 0, "x")
    hidden, very = book.add_worksheet("Hidden"), book.add_worksheet("Very hidden")
    hidden.hide()
    very.very_hidden()
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=Shown!$A$1:$A$1"})
    book.add_chartsheet("Chart").set_chart(chart)
    book.add_worksheet("Last").write_string(0, 1, "z")
    book.close()
    sheets = pool.read(path).sheets
    assert [(sheet.name, sheet.visible) for sheet in sheets] == [
        ("Shown", True), ("Hidden", False), ("Very hidden", False), ("Chart", True), ("Last", True),
    ]  # fmt: skip
    assert [sheet.grid.shape for sheet in sheets] == [(1, 1), (0, 0), (0, 0), (0, 0), (1, 2)]


def test_an_error_the_reader_does_not_know_is_still_read(tmp_path: Path, pool: ReaderPool) -> None:
    path = with_cells(tmp_path, '<row r="2"><c r="B2" t="e"><v>#SPILL!</v></c><c r="C2"><v>1.0</v></c></row>')
    assert pool.read(path).sheets[0].grid.to_pylist()[1] == {"A": None, "B": "#SPILL!", "C": "1"}


def test_cells_as_other_writers_write_them(tmp_path: Path, pool: ReaderPool) -> None:
    path = with_cells(
        tmp_path,
        '<row r="2"><c r="B2" t="inlineStr"><is><r><t>a</t></r><r><t xml:space="preserve"> b</t></r></is></c>'
        '<c r="C2" t="d"><v>2025-01-02T03:04:05</v></c><c r="D2" t="str"><f>A1</f><v></v></c><c r="E2"><f>A1</f></c>'
        '<c r="F2"><v>1.2E3</v></c></row><row><c><v>1</v></c></row>',
    )
    assert pool.read(path).sheets[0].grid.to_pylist()[1:] == [
        {"A": None, "B": "a b", "C": "2025-01-02 03:04:05", "D": None, "E": None, "F": "1200"},
        {"A": "1", "B": None, "C": None, "D": None, "E": None, "F": None},
    ]


@pytest.mark.parametrize("kind", ["xls", "xlsb"])
def test_binary_workbooks(kind: str, tmp_path: Path, pool: ReaderPool) -> None:
    cells = {
        (2, 3): "000121", (2, 4): 609.2, (2, 5): 121, (3, 3): True, (4, 3): ("error", 42), (4, 4): ("error", 7),
        (5, 3): "true", (6, 7): "é last",
    }  # fmt: skip
    path = tmp_path / f"a.{kind}"
    (write_xls if kind == "xls" else write_xlsb)(path, {"One": cells, "Empty": {}, "Two": {(0, 0): "a"}})
    book = pool.read(path)
    assert (book.kind, [sheet.name for sheet in book.sheets]) == (kind, ["One", "Empty", "Two"])
    assert found(book.sheets[0]) == {
        (2, 3): "000121", (2, 4): "609.2", (2, 5): "121", (3, 3): "TRUE", (4, 3): "#N/A", (4, 4): "#DIV/0!",
        (5, 3): "true", (6, 7): "é last",
    }  # fmt: skip
    assert book.sheets[0].grid.shape == (7, 8)


def test_dates_of_an_xls(tmp_path: Path, pool: ReaderPool) -> None:
    path = write_xls(tmp_path / "a.xls", {"One": {(0, 1): ("date", 45659.5), (1, 1): ("date", 0.3125)}})
    assert found(pool.read(path).sheets[0]) == {(0, 1): "2025-01-02 12:00:00", (1, 1): "07:30:00"}


@pytest.mark.parametrize("cipher", [pytest.param(0, id="XOR"), pytest.param(1, id="RC4")])
def test_an_xls_with_a_password(cipher: int, tmp_path: Path, pool: ReaderPool) -> None:
    path = write_xls(tmp_path / "a.xls", {"One": {(0, 0): "x"}})
    path.write_bytes(
        path.read_bytes().replace(b"\x42\x00\x02\x00\xb0\x04", bytes([0x2F, 0, 2, 0, cipher, 0]))
    )
    with pytest.raises(Unreadable) as caught:
        pool.read(path)
    assert caught.value.problem.check_id == "file_password"


def test_an_ods_with_repeats_errors_times_and_breaks(tmp_path: Path, pool: ReaderPool) -> None:
    gap = '<table:table-cell table:number-columns-repeated="2"/>'
    path = write_ods(
        tmp_path / "a.ods",
        '<table:table table:name="One">'
        '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
        f"<table:table-row>{gap}{ods_text('C4')}</table:table-row>"
        f'<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="5"/></table:table-row>'
        f'<table:table-row table:number-rows-repeated="2">{gap}'
        '<table:table-cell table:number-columns-repeated="2" office:value-type="string"><text:p>twice</text:p></table:table-cell></table:table-row>'
        f"<table:table-row>{gap}"
        '<table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>'
        '<table:table-cell office:value-type="time" office:time-value="PT07H30M00S"/>'
        '<table:table-cell office:value-type="date" office:date-value="2025-01-02T03:04:05"/>'
        '<table:table-cell office:value-type="string"><office:annotation><text:p>note</text:p></office:annotation><text:p>x<text:s text:c="2"/>y<text:line-break/>z</text:p></table:table-cell>'
        '</table:table-row></table:table><table:table table:name="Two" table:style-name="away"><table:table-row>'
        f"{ods_text('x')}</table:table-row></table:table>",
    )
    first, second = pool.read(path).sheets
    assert found(first) == {
        (3, 2): "C4", (6, 2): "twice", (6, 3): "twice", (7, 2): "twice", (7, 3): "twice",
        (8, 2): "#N/A", (8, 3): "07:30:00", (8, 4): "2025-01-02 03:04:05", (8, 5): "x  y\nz",
    }  # fmt: skip
    assert (second.name, second.visible) == ("Two", False)


TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"),
    max_size=12,
)
LOOKALIKE = st.sampled_from(
    ["true", "FALSE", "-0", "NA", "None", "null", "007", "1e5", "#N/A", " x ", "a\nb", "_x0041_"]
)
GRIDS = st.dictionaries(
    st.tuples(st.integers(0, 12), st.integers(0, 30)),
    st.one_of(
        TEXT.filter(lambda text: text != ""), LOOKALIKE, st.text(string.digits, min_size=1, max_size=17)
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=GRIDS, inline=st.booleans())
def test_every_text_comes_back_at_its_place_and_nothing_more(
    cells: dict[tuple[int, int], str], inline: bool, tmp_path: Path, pool: ReaderPool
) -> None:
    path = tmp_path / "round.xlsx"
    book = xlsxwriter.Workbook(path, {"in_memory": True, "constant_memory": inline})
    sheet = book.add_worksheet()
    for place, text in sorted(cells.items()):
        sheet.write_string(*place, text)
    book.close()
    assert found(pool.read(path).sheets[0]) == cells
    second_opinion = openpyxl.load_workbook(path).active
    assert second_opinion is not None
    seen = {
        (cell.row - 1, cell.column - 1): cell.value
        for row in second_opinion.iter_rows()
        for cell in row
        if cell.value is not None
    }
    if not any(
        "_x" in text for text in cells.values()
    ):  # openpyxl leaves these escapes as they stand in the file
        assert seen == cells


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=GRIDS)
def test_binary_texts_come_back_at_their_place(
    cells: dict[tuple[int, int], str],
    tmp_path: Path,
    pool: ReaderPool,
) -> None:
    cells = {place: text for place, text in cells.items() if all(ord(letter) < 0x10000 for letter in text)}
    for path in (write_xls(tmp_path / "r.xls", {"S": cells}), write_xlsb(tmp_path / "r.xlsb", {"S": cells})):
        assert found(pool.read(path).sheets[0]) == cells


def test_more_cells_than_allowed_are_refused(tmp_path: Path) -> None:
    path = with_cells(tmp_path, '<row r="1000"><c r="CV1000"><v>1</v></c></row>')
    with ReaderPool(Limits(cells=99_999)) as small, pytest.raises(Unreadable) as caught:
        small.read(path)
    assert caught.value.problem.check_id == "file_too_large"
    with ReaderPool(Limits(cells=100_000)) as enough:
        assert enough.read(path).sheets[0].grid.shape == (1000, 100)


def test_a_damaged_part_is_refused(tmp_path: Path, pool: ReaderPool) -> None:
    path = with_cells(tmp_path, '<row r="1"><c r="A1"><v>1</v></row>')
    with zipfile.ZipFile(path) as archive:
        parts = {
            name: archive.read(name) for name in archive.namelist() if not name.startswith("xl/worksheets")
        }
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    with pytest.raises(Unreadable) as caught:
        pool.read(path)
    assert caught.value.problem.check_id == "file_damaged"


@pytest.mark.parametrize(
    ("position", "letter"),
    [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")],
)
def test_column_letters(position: int, letter: str) -> None:
    assert column_letter(position) == letter


def found(sheet: Sheet) -> dict[tuple[int, int], str]:
    return {
        (row, column): text
        for column, values in enumerate(sheet.grid.columns)
        for row, text in enumerate(values.to_pylist())
        if text is not None
    }
