"""Text with separators, and web pages saved as workbooks, come back as written, at Excel's coordinates."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.reading import Limits, ReaderPool, Unreadable
from pipelines.reading.delimited import read_delimited
from pipelines.reading.html import read_html

Rows = list[list[str | None]]


def rows_of(data: bytes) -> Rows:
    _, sheets, _ = read_delimited(data, Limits())
    return as_rows(sheets[0])


def as_rows(sheet: object) -> Rows:
    grid = sheet.grid  # type: ignore[attr-defined]
    return [list(row) for row in zip(*(column.to_pylist() for column in grid.columns), strict=True)]


@pytest.mark.parametrize(
    ("text", "kind", "rows"),
    [
        pytest.param("a,b\r\n1,2\r\n", "csv", [["a", "b"], ["1", "2"]], id="commas"),
        pytest.param("a\tb\n1\t2\n", "tsv", [["a", "b"], ["1", "2"]], id="tabs"),
        pytest.param("a;b\n1,5;2,5\n3,5;4,5\n", "csv", [["a", "b"], ["1,5", "2,5"], ["3,5", "4,5"]], id="semicolons"),
        pytest.param("a|b|c\n1|x, y|3\n", "csv", [["a", "b", "c"], ["1", "x, y", "3"]], id="bars"),
        pytest.param("sep=;\r\na;b\r\n", "csv", [["a", "b"]], id="separator told to Excel"),
        pytest.param("a\n000121\nNone\n", "csv", [["a"], ["000121"], ["None"]], id="one column"),
        pytest.param("a,b,c\n1\n\n1,2,3\n", "csv", [["a", "b", "c"], ["1", None, None], [None] * 3, ["1", "2", "3"]], id="short and blank rows"),
        pytest.param("a,b\n1,2,3\n", "csv", [["a", "b", None], ["1", "2", "3"]], id="long row"),
        pytest.param('a,b\n"x\ny","say ""hi"""\n', "csv", [["a", "b"], ["x\ny", 'say "hi"']], id="quoted break and quotes"),
        pytest.param('a,b\n5" blade,x\n', "csv", [["a", "b"], ['5" blade', "x"]], id="inch mark"),
        pytest.param("Report\nRun by,X\n\nid,day,code\n1,2,3\n4,5,6\n", "csv",
                     [["Report", None, None], ["Run by", "X", None], [None] * 3, ["id", "day", "code"], ["1", "2", "3"], ["4", "5", "6"]],
                     id="title rows"),
        pytest.param("a,b\n1,2\n,\n\n", "csv", [["a", "b"], ["1", "2"]], id="nothing after the last cell"),
        pytest.param("a,b\n1,2\x1a", "csv", [["a", "b"], ["1", "2"]], id="DOS end of file"),
    ],
)  # fmt: skip
def test_rows_come_back_as_written(text: str, kind: str, rows: Rows) -> None:
    found_kind, sheets, notes = read_delimited(text.encode(), Limits())
    assert (found_kind, as_rows(sheets[0]), notes) == (kind, rows, ())


@pytest.mark.parametrize(
    ("data", "noted"),
    [
        pytest.param("id,name\n1,Zoë\n".encode(), [], id="UTF-8"),
        pytest.param("id,name\n1,Zoë\n".encode("utf-8-sig"), [], id="UTF-8 with a mark"),
        pytest.param("id,name\n1,Zoë\n".encode("utf-16"), [], id="UTF-16 with a mark"),
        pytest.param("id,name\n1,Zoë\n".encode("utf-16-be"), [], id="UTF-16 without a mark"),
        pytest.param("id,name\n1,Zoë\n".encode("cp1252"), ["file_not_utf8"], id="Windows-1252"),
        pytest.param(b"id,name\n1\x00,Zo\xc3\xab\n", ["file_nul_bytes"], id="NUL"),
    ],
)
def test_letters_survive_every_encoding(data: bytes, noted: list[str]) -> None:
    _, sheets, notes = read_delimited(data, Limits())
    assert as_rows(sheets[0]) == [["id", "name"], ["1", "Zoë"]]
    assert [problem.check_id for problem in notes] == noted
    assert not any("Zo" in problem.message for problem in notes)


def test_bytes_that_windows_cannot_spell_are_read_all_the_same() -> None:
    _, sheets, notes = read_delimited("имя,город\nАнна,Тула\n".encode("cp1251") + b"\x98,x\n", Limits())
    assert sheets[0].grid.shape == (3, 2)
    assert [problem.check_id for problem in notes] == ["file_not_utf8"]


@pytest.mark.parametrize(
    ("data", "check_id", "words"),
    [
        pytest.param(
            b'a,b\n1,2\n3,"x\n4,5\n6,7\n', "file_damaged", "line 3", id="quotation mark never closed"
        ),
        pytest.param(b",,\n,,\n", "file_empty", "no data", id="separators alone"),
    ],
)
def test_text_that_cannot_be_told_apart_is_refused(data: bytes, check_id: str, words: str) -> None:
    with pytest.raises(Unreadable) as caught:
        rows_of(data)
    assert caught.value.problem.check_id == check_id
    assert words in caught.value.problem.message


def test_a_last_cell_with_a_closed_break_is_kept() -> None:
    assert rows_of(b'a,b\n1,"x\ny"\n') == [["a", "b"], ["1", "x\ny"]]


def test_more_cells_than_allowed_are_refused() -> None:
    with pytest.raises(Unreadable) as caught:
        read_delimited(b"1,2,3\n" * 4, Limits(cells=11))
    assert caught.value.problem.check_id == "file_too_large"


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\x00\x1a\ufeff"), max_size=10)


@settings(max_examples=150, deadline=None)
@given(
    table=st.integers(2, 5).flatmap(
        lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=8)
    ),
    delimiter=st.sampled_from([",", "\t", ";"]),
)
def test_every_cell_comes_back_at_its_place_and_nothing_more(table: list[list[str]], delimiter: str) -> None:
    header = [f"head{delimiter}{i}" if i == 0 else f"head {i}" for i in range(len(table[0]))]
    marks = ["x"] * len(header)  # enough plain rows that the separator can be told
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([header, *table, *[marks] * 12])
    rows = rows_of(written.getvalue().encode())
    assert rows == [[cell or None for cell in row] for row in [header, *table, *[marks] * 12]]


def page(table: str) -> Rows:
    sheets, _, _ = read_html(
        f"<html><head><title>t</title><style>td{{}}</style></head><body>{table}".encode(), Limits()
    )
    return as_rows(sheets[0])


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        pytest.param("<table><tr><th>Case<th>Opened<tr><td>000121<td>1/2/2025</table>", [["Case", "Opened"], ["000121", "1/2/2025"]], id="no end tags"),
        pytest.param("<table><tr><td colspan=2>T</td><td>x</td></tr><tr><td>1</td><td>2</td><td>3</td></tr></table>", [["T", None, "x"], ["1", "2", "3"]], id="cell over two columns"),
        pytest.param("<table><tr><td rowspan='2'>T</td><td>a</td></tr><tr><td>b</td></tr><tr><td>c</td></tr></table>", [["T", "a"], [None, "b"], ["c", None]], id="cell over two rows"),
        pytest.param("<table><tr><td>&nbsp;</td><td>a&amp;b &lt;c&gt;</td></tr></table>", [[None, "a&b <c>"]], id="entities"),
        pytest.param("<table><tr><td> two \n words <br>next <b>bold</b></td></tr></table>", [["two words\nnext bold"]], id="spaces and breaks"),
        pytest.param("<table><tr><td>a<script>var x=1;</script></td></tr></table>", [["a"]], id="script"),
        pytest.param("<table><tr><td>a</td></tr><tr></tr><tr><td>b</td></tr></table>", [["a"], [None], ["b"]], id="blank row"),
        pytest.param("<table><tr><td rowspan=0 colspan=-3>a</td><td colspan=x>b</td></tr></table>", [["a", "b"]], id="nonsense spans"),
    ],
)  # fmt: skip
def test_a_table_of_a_page_reads_as_text(table: str, rows: Rows) -> None:
    assert page(table) == rows


def test_each_table_is_a_sheet_and_old_charsets_are_honoured() -> None:
    markup = "<meta charset=windows-1252><table><tr><td>Zoë<table><tr><td>in</td></tr></table></td></tr></table><table></table><table><tr><td>2</td></tr></table>"
    sheets, notes, _ = read_html(markup.encode("cp1252"), Limits())
    assert [(sheet.name, as_rows(sheet)) for sheet in sheets] == [
        ("Table 1", [["Zoë"]]), ("Table 2", [["in"]]), ("Table 3", [["2"]]),
    ]  # fmt: skip
    assert notes == ()


@pytest.mark.parametrize(
    ("table", "check_id"),
    [
        pytest.param("<p>Please sign in</p>", "file_unknown_kind", id="no table"),
        pytest.param(
            "<table>" + "<tr><td colspan=1000>x</td></tr>" * 3 + "</table>", "file_too_large", id="too wide"
        ),
    ],
)
def test_pages_that_cannot_be_read(table: str, check_id: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_html(f"<html>{table}".encode(), Limits(cells=2_500))
    assert caught.value.problem.check_id == check_id


def test_a_file_is_read_by_content_whatever_its_name_ends_with(tmp_path: Path, pool: ReaderPool) -> None:
    cases = {"a.xls": (b"<table><tr><td>x</td></tr></table>", "html", 1), "b.xlsx": (b"a,b\n1,2\n", "csv", 1),
             "c.csv": (b"a\tb\n1\t2\n", "tsv", 0), "d.txt": (b"a,b\n", "csv", 0), "E.CSV": (b"a,b\n", "csv", 0)}  # fmt: skip
    for name, (data, kind, notes) in cases.items():
        (tmp_path / name).write_bytes(data)
        book = pool.read(tmp_path / name)
        assert (book.kind, [problem.check_id for problem in book.notes]) == (
            kind,
            ["file_kind_differs"] * notes,
        )
