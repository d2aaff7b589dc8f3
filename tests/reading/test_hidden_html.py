"""What a web page hides of its tables is read like the rest and told; its title and other text are looked at by the gate."""

from __future__ import annotations

import pytest

from pipelines.reading import Limits, Sheet
from pipelines.reading.html import read_html


def table_of(page: str) -> Sheet:
    sheets, _, _ = read_html(page.encode(), Limits())
    return sheets[0]


_ROWS = "<tr><td>a<td>b<td>c</tr>"
_AWAY = "style='display:none'"


@pytest.mark.parametrize(
    ("page", "rows", "columns"),
    [
        pytest.param(f"<table>{_ROWS}<tr {_AWAY}><td>x</tr>{_ROWS}</table>", ((2, 2),), (), id="a row by style"),
        pytest.param(f"<table><tr hidden><td>x</tr>{_ROWS}</table>", ((1, 1),), (), id="a row by attribute"),
        pytest.param(f"<table><tr style='height:0;MSO-HIDE: all'><td>x</tr>{_ROWS}</table>", ((1, 1),), (), id="a row as Office writes it"),
        pytest.param(f"<style>td{{x}} tr.away, .gone {{color:red; display : none}}</style><table><tr class='n gone'><td>x</tr><tr class=away><td>y</tr>{_ROWS}</table>", ((1, 2),), (), id="rows by class"),
        pytest.param(f"<table><tbody {_AWAY}><tr><td>x</tr><tr><td>y</tr></tbody><tbody>{_ROWS}</tbody></table>", ((1, 2),), (), id="a group of rows"),
        pytest.param(f"<table><col><col {_AWAY}>{_ROWS}</table>", (), ("B",), id="a column"),
        pytest.param(f"<table><col span=2 {_AWAY}>{_ROWS}</table>", (), ("A", "B"), id="a column that stands for two"),
        pytest.param(f"<table><colgroup span=2></colgroup><colgroup {_AWAY}></colgroup>{_ROWS}</table>", (), ("C",), id="a group of columns"),
        pytest.param(f"<table><colgroup {_AWAY}><col><col></colgroup><col>{_ROWS}</table>", (), ("A", "B"), id="the columns of a group"),
        pytest.param(f"<table>{_ROWS}<tr><td>a<td {_AWAY}>x<td>c</tr></table>", (), ("B",), id="a cell"),
        pytest.param(f"<table>{_ROWS}<tr {_AWAY}><td></td></tr></table>", (), (), id="a hidden row without text at the end, as Excel writes it"),
        pytest.param(f"<table>{_ROWS}<tr style='display:table-row' class=none><td>x</tr></table>", (), (), id="nothing hidden"),
    ],
)  # fmt: skip
def test_hidden_rows_and_columns_are_told(
    page: str, rows: tuple[tuple[int, int], ...], columns: tuple[str, ...]
) -> None:
    sheet = table_of(page)
    assert (sheet.facts.hidden_rows, sheet.facts.hidden_columns) == (rows, columns)
    assert sheet.visible and "a" in sheet.grid["A"].to_pylist()


@pytest.mark.parametrize(
    ("page", "visible"),
    [
        pytest.param(f"<table {_AWAY}>{_ROWS}</table>", False, id="by its own style"),
        pytest.param(f"<div {_AWAY}><div>x</div><table>{_ROWS}</table></div>", False, id="in a hidden part"),
        pytest.param(
            f"<div {_AWAY}><div>x</div></div><table>{_ROWS}</table>", True, id="after a hidden part"
        ),
        pytest.param(f"<div><table>{_ROWS}</table></div>", True, id="in a part that is shown"),
    ],
)
def test_a_hidden_table_is_a_hidden_sheet(page: str, visible: bool) -> None:
    assert table_of(page).visible is visible


def test_a_note_on_a_cell_is_no_part_of_its_text() -> None:
    sheet = table_of(
        "<table><tr><td>x</tr><tr><td>a<td><a></a><comment>dual arrest</comment>24-1</tr></table>"
    )
    assert sheet.grid["B"].to_pylist() == [None, "24-1"]
    assert [(note.cell, note.text) for note in sheet.facts.comments] == [("B2", "dual arrest")]


def test_what_a_page_says_beside_its_tables_is_passed_to_the_gate() -> None:
    page = f"<html><title>Report</title><script>no</script><h1>Run  by\nrecords</h1><table>{_ROWS}</table>end</html>"
    _, _, told = read_html(page.encode(), Limits())
    assert told == {"title": "Report", "text beside the tables": "Run by records end"}
