"""The accessibility checker: nothing that is written has a fault, and each fault is found where it is made."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import typst
from accessible import contrast, pdf_faults, workbook_faults
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject
from workbook_parts import WRITERS

from pipelines.reports.kit.typeset import TEMPLATES


@pytest.mark.parametrize("name", WRITERS)
def test_no_workbook_has_a_fault(name: str, workbooks: dict[str, Path]) -> None:
    assert workbook_faults(workbooks[name]) == []


def test_no_file_of_an_edition_has_a_fault(edition: Path) -> None:
    files = [path for path in edition.rglob("*") if path.suffix in (".xlsx", ".pdf")]
    found = {
        path.relative_to(edition).as_posix(): (workbook_faults if path.suffix == ".xlsx" else pdf_faults)(
            path
        )
        for path in files
    }
    assert len(found) > 10
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.parametrize(
    ("part", "old", "new", "fault"),
    [
        pytest.param("docProps/core.xml", r"<dc:title>[^<]+</dc:title>", "", "no title", id="no title"),
        pytest.param("xl/workbook.xml", 'name="Contents"', 'name="Pages"', "no sheet of contents", id="no contents"),
        pytest.param("xl/worksheets/sheet3.xml", r"</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>', "cells are merged", id="merged cells"),
        pytest.param("xl/worksheets/sheet3.xml", r"<pane [^>]+/>", "", "no header row stays", id="no frozen header"),
        pytest.param("xl/worksheets/sheet3.xml", r'<row r="1".*?</row>', "", "does not begin with its title", id="no title on a sheet"),
        pytest.param("xl/drawings/drawing1.xml", r'descr="[^"]+"', 'descr=""', "no words for those", id="no alternative text"),
        pytest.param("xl/styles.xml", 'rgb="FF1F3F66"', 'rgb="FFDDDDDD"', "hard to read", id="low contrast"),
    ],
)  # fmt: skip
def test_each_fault_of_a_workbook_is_found(
    part: str, old: str, new: str, fault: str, workbooks: dict[str, Path], tmp_path: Path
) -> None:
    path = tmp_path / "faulty.xlsx"
    with zipfile.ZipFile(workbooks["compliance"]) as whole, zipfile.ZipFile(path, "w") as faulty:
        for name in whole.namelist():
            content = whole.read(name).decode()
            faulty.writestr(name, re.sub(old, new, content, flags=re.DOTALL) if name == part else content)
    assert [found for found in workbook_faults(path) if fault in found]


def _without(key: str) -> Callable[[PdfWriter], None]:
    return lambda writer: writer.root_object.pop(NameObject(key), None)


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        pytest.param(_without("/MarkInfo"), "not tagged", id="no tags"),
        pytest.param(_without("/Lang"), "no language", id="no language"),
        pytest.param(_without("/ViewerPreferences"), "shows no title", id="no title"),
        pytest.param(_without("/Metadata"), "not say that it is PDF/UA-1", id="no standard"),
        pytest.param(_without("/StructTreeRoot"), "not begin with its title", id="no headings"),
    ],
)
def test_each_fault_of_a_pdf_is_found(
    spoil: Callable[[PdfWriter], None], fault: str, edition: Path, tmp_path: Path
) -> None:
    writer = PdfWriter(clone_from=PdfReader(edition / "public" / "fact_sheet.pdf"))
    spoil(writer)
    path = tmp_path / "faulty.pdf"
    writer.write(path)
    assert [found for found in pdf_faults(path) if fault in found]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("= Title\n=== Third", "a level of headings is left out", id="a level left out"),
        pytest.param(
            "= Title\n#table(columns: 2, [a], [b])", "no header cells", id="a table without a header"
        ),
        pytest.param(
            "= Title\n#image(bytes(\"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>\"), format: \"svg\")",
            "no words for those",
            id="a picture without words",
        ),
    ],
)
def test_a_page_that_nobody_checked_has_its_faults_found(text: str, fault: str, tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(typst.compile(text.encode()))
    assert [found for found in pdf_faults(path) if fault in found]


def test_inks_of_printed_pages_can_be_read() -> None:
    colors = dict(
        re.findall(r'#let (\w+) = rgb\("#(\w{6})"\)', (TEMPLATES / "base.typ").read_text(encoding="utf-8"))
    )
    pairs = [("ink", "FFFFFF"), ("muted", "FFFFFF"), ("navy", "FFFFFF"), ("ink", colors["soft"]), ("muted", colors["soft"]), ("brown", colors["warm"])]  # fmt: skip
    assert {pair: ratio for pair in pairs if (ratio := contrast(colors[pair[0]], pair[1])) < 4.5} == {}
