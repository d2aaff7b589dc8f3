"""What an OpenDocument sheet holds beside its text: zeros that its styles show, formulas never worked out, folded groups."""

from __future__ import annotations

from pathlib import Path

import pytest
from workbook_writers import ods_text, write_ods

from pipelines.reading import ReaderPool, Sheet
from pipelines.reading.opendocument_styles import zero_styles


def number_style(name: str, inside: str) -> str:
    return f'<number:number-style style:name="{name}">{inside}</number:number-style>'


def digits(count: int, inside: str = "", **more: str) -> str:
    others = "".join(f' number:{key.replace("_", "-")}="{value}"' for key, value in more.items())
    return (
        f'<number:number number:decimal-places="0" number:min-integer-digits="{count}"{others}>{inside}</number:number>'
        if inside
        else f'<number:number number:min-integer-digits="{count}"{others}/>'
    )


def cell_style(name: str, number: str = "", parent: str = "") -> str:
    told = f' style:data-style-name="{number}"' if number else ""
    told += f' style:parent-style-name="{parent}"' if parent else ""
    return f'<style:style style:name="{name}" style:family="table-cell"{told}/>'


def number(value: float, style: str = "", more: str = "") -> str:
    styled = f' table:style-name="{style}"' if style else ""
    return f'<table:table-cell{styled} office:value-type="float" office:value="{value}"{more}><text:p>{value}</text:p></table:table-cell>'


def sheet_of(path: Path, rows: str, pool: ReaderPool, styles: str = "") -> Sheet:
    tables = f'<table:table table:name="One">{rows}</table:table>'
    return pool.read(write_ods(path / "a.ods", tables, styles)).sheets[0]


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        pytest.param(digits(6, decimal_places="0"), "000121", id="zeros"),
        pytest.param(digits(6), "000121", id="decimals not named"),
        pytest.param(
            digits(8, '<number:embedded-text number:position="6">-</number:embedded-text>'),
            "00-000121",
            id="a dash between",
        ),
        pytest.param(f"<number:text>C</number:text>{digits(6)}", "C000121", id="a letter in front"),
        pytest.param(digits(6, grouping="true"), None, id="groups of thousands"),
        pytest.param(digits(6, decimal_places="2"), None, id="decimals"),
        pytest.param(digits(1), None, id="one digit pads nothing"),
        pytest.param(digits(900), None, id="nonsense of great length"),
        pytest.param('<number:fraction number:min-integer-digits="6"/>', None, id="a fraction"),
    ],
)
def test_number_styles_with_leading_zeros(inside: str, shown: str | None) -> None:
    found = zero_styles((number_style("N1", inside) + cell_style("ce1", "N1")).encode()).get("ce1")
    assert (found.apply("121") if found else None) == shown


def test_a_style_for_numbers_that_are_not_negative_counts() -> None:
    styles = (
        number_style("N1P0", digits(5))
        + number_style("N1", f'<number:text>-</number:text>{digits(9)}<style:map style:condition="value()&gt;=0" style:apply-style-name="N1P0"/>')
        + cell_style("ce1", "N1")
    )  # fmt: skip
    assert zero_styles(styles.encode())["ce1"].apply("12") == "00012"


def test_zeros_by_the_style_of_a_cell_its_row_or_its_column(tmp_path: Path, pool: ReaderPool) -> None:
    styles = number_style("N1", digits(6)) + cell_style("zero", "N1") + cell_style("child", "", "zero") + cell_style("plain")  # fmt: skip
    twice = ' table:number-columns-repeated="2"'
    rows = (
        '<table:table-column table:number-columns-repeated="2"/><table:table-column table:default-cell-style-name="zero"/>'
        f"<table:table-row>{number(121, 'zero')}{number(121)}{number(121)}</table:table-row>"
        f"<table:table-row>{number(122, 'child')}{number(654321, 'zero')}{number(122, 'plain')}</table:table-row>"
        f'<table:table-row table:default-cell-style-name="zero">{number(123)}{ods_text("123")}{number(1.5)}</table:table-row>'
        f"<table:table-row>{number(7, 'zero', twice)}{ods_text('7')}</table:table-row>"
    )
    sheet = sheet_of(tmp_path, rows, pool, styles)
    assert sheet.grid.to_pydict() == {
        "A": ["000121", "000122", "000123", "000007"],
        "B": ["121", "654321", "123", "000007"],
        "C": ["000121", "122", "1.5", "7"],
    }
    assert {letter: rows.tolist() for letter, rows in sheet.facts.padded.items()} == {
        "A": [1, 2, 3, 4],
        "B": [4],
        "C": [1],
    }


def test_formulas_without_a_stored_result(tmp_path: Path, pool: ReaderPool) -> None:
    rows = (
        "<table:table-row>"
        '<table:table-cell table:formula="of:=1+1"/>'
        '<table:table-cell table:formula="of:=1+1" office:value-type="float"/>'
        '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"><text:p>2</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=&quot;&quot;" office:value-type="string" office:string-value=""/>'
        '<table:table-cell table:formula="of:=&quot;&quot;" office:value-type="string"/>'
        f"{ods_text('end')}</table:table-row>"
        f'<table:table-row table:number-rows-repeated="2"><table:table-cell table:formula="of:=A1"/>{ods_text("x")}</table:table-row>'
    )
    sheet = sheet_of(tmp_path, rows, pool)
    assert {letter: rows.tolist() for letter, rows in sheet.facts.uncached.items()} == {"A": [1, 2, 3], "B": [1]}  # fmt: skip


def test_rows_and_columns_of_a_folded_group_are_hidden(tmp_path: Path, pool: ReaderPool) -> None:
    rows = (
        '<table:table-column/><table:table-column-group table:display="false"><table:table-column/></table:table-column-group>'
        f"<table:table-row>{ods_text('a')}{ods_text('b')}</table:table-row>"
        f'<table:table-row-group table:display="false"><table:table-row>{ods_text("c")}</table:table-row></table:table-row-group>'
        f"<table:table-row-group><table:table-row>{ods_text('d')}</table:table-row></table:table-row-group>"
    )
    facts = sheet_of(tmp_path, rows, pool).facts
    assert (facts.hidden_rows, facts.hidden_columns) == (((2, 2),), ("B",))
