"""Generated grids, written in every kind and read back cell for cell, with nothing more and nothing less."""

from __future__ import annotations

import csv
import io
from html import escape
from pathlib import Path

import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from workbook_writers import ods_text, write_ods, write_xls
from xlsb_writer import write_xlsb

from pipelines.reading import ReaderPool, Sheet, tally_unused_sheet

Cells = dict[tuple[int, int], object]
_LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp"), max_codepoint=0xFFFD, exclude_characters="\ufffe\uffff\ufeff\u00ad")  # fmt: skip
_WORDS = st.text(_LETTERS, min_size=1, max_size=8)
_ODD = st.sampled_from(
    ["000121", "NA", "None", "#N/A", "TRUE", "-0", "1e5", "12345678901234567", "=1+1", "Total", "24-0001"]
)
_TEXTS = st.one_of(_WORDS, _ODD)
_NUMBERS = st.one_of(
    st.integers(-(10**14), 10**14), st.integers(-(10**9), 10**9).map(lambda n: n / 8), st.booleans()
)
_PLACES = st.tuples(st.integers(0, 9), st.integers(0, 6))
GRIDS = st.dictionaries(_PLACES, st.one_of(_TEXTS, _NUMBERS), min_size=1, max_size=14)


def shown(value: object) -> str:
    """The text that a cell is read as."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def wanted(cells: Cells) -> dict[tuple[int, int], str]:
    return {place: shown(value) for place, value in cells.items()}


def found(sheet: Sheet) -> dict[tuple[int, int], str]:
    return {
        (row, column): text
        for column, values in enumerate(sheet.grid.columns)
        for row, text in enumerate(values.to_pylist())
        if text is not None
    }


def _as_xlsx(path: Path, cells: Cells) -> Path:
    with xlsxwriter.Workbook(path, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for (row, column), value in cells.items():
            write = {bool: sheet.write_boolean, str: sheet.write_string}.get(type(value), sheet.write_number)
            write(row, column, value)
    return path


def _as_ods(path: Path, cells: Cells) -> Path:
    rows = ""
    for row in range(max(r for r, _ in cells) + 1):
        rows += "<table:table-row>"
        for column in range(max(c for _, c in cells) + 1):
            value = cells.get((row, column))
            if value is None:
                rows += "<table:table-cell/>"
            elif isinstance(value, bool):
                rows += f'<table:table-cell office:value-type="boolean" office:boolean-value="{str(value).lower()}"/>'
            elif isinstance(value, str):
                rows += ods_text(value)
            else:
                rows += f'<table:table-cell office:value-type="float" office:value="{value}"/>'
        rows += "</table:table-row>"
    return write_ods(path, f'<table:table table:name="One">{rows}</table:table>')


def _as_xml(path: Path, cells: Cells) -> Path:
    rows = ""
    for row in sorted({r for r, _ in cells}):
        rows += f'<Row ss:Index="{row + 1}">'
        for (_, column), value in sorted(item for item in cells.items() if item[0][0] == row):
            kind = {bool: "Boolean", str: "String"}.get(type(value), "Number")
            text = str(int(value)) if isinstance(value, bool) else escape(str(value))
            rows += f'<Cell ss:Index="{column + 1}"><Data ss:Type="{kind}">{text}</Data></Cell>'
        rows += "</Row>"
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    path.write_text(
        f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="One"><Table>{rows}'
        "</Table></Worksheet></Workbook>",
        encoding="utf-8",
    )
    return path


def _lists(cells: Cells) -> list[list[str]]:
    wide = max(c for _, c in cells) + 1
    return [
        [shown(cells[r, c]) if (r, c) in cells else "" for c in range(wide)]
        for r in range(max(r for r, _ in cells) + 1)
    ]


def _as_csv(path: Path, cells: Cells) -> Path:
    written = io.StringIO(newline="")
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows(_lists(cells))
    path.write_bytes(written.getvalue().encode())
    return path


def _as_html(path: Path, cells: Cells) -> Path:
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>" for row in _lists(cells)
    )
    path.write_text(f"<html><meta charset=utf-8><table>{rows}</table></html>", encoding="utf-8")
    return path


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=GRIDS)
def test_every_kind_gives_back_what_was_written(cells: Cells, tmp_path: Path, pool: ReaderPool) -> None:
    files = [
        _as_xlsx(tmp_path / "a.xlsx", cells),
        write_xls(tmp_path / "b.xls", {"One": cells}),
        write_xlsb(tmp_path / "c.xlsb", {"One": cells}),
        _as_ods(tmp_path / "d.ods", cells),
        _as_csv(tmp_path / "e.csv", cells),
        _as_html(tmp_path / "f.html", cells),
        _as_xml(tmp_path / "g.xml", cells),
    ]
    for path in files:
        (sheet,) = pool.read(path).sheets
        assert found(sheet) == wanted(cells), path.suffix
        counted, _ = tally_unused_sheet(sheet.grid)
        assert (
            counted.left_out == len(cells) and counted.in_file == sheet.grid.num_rows * sheet.grid.num_columns
        )
