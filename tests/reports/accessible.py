"""What stands in the way of a reader who cannot see a workbook or a PDF, or not its colors: our own checker.

Each function gives the faults it finds, as short sentences; no fault is an empty list.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from pypdf import PdfReader

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_NORMAL, _LARGE = 4.5, 3.0  # contrast that WCAG 2.1 AA asks for
_SHORT = 8  # rows that are in sight at once: a drawing with a few lines above it


def workbook_faults(path: Path) -> list[str]:
    """The faults of a workbook: contents, header rows, alternative text, merged cells, reading order, contrast."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name.endswith(".xml")}
    book = ElementTree.fromstring(parts["xl/workbook.xml"])
    names = [sheet.attrib["name"] for sheet in book.iter(f"{_MAIN}sheet")]
    strings = _strings(parts)
    sheets = {
        name: ElementTree.fromstring(parts[f"xl/worksheets/sheet{n}.xml"]) for n, name in enumerate(names, 1)
    }
    return [
        *_title_faults(parts),
        *_order_faults(names, sheets, strings),
        *(fault for name, sheet in sheets.items() for fault in _sheet_faults(name, sheet, strings)),
        *_drawing_faults(parts),
        *_contrast_faults(parts),
    ]


def pdf_faults(path: Path) -> list[str]:
    """The faults of a PDF: its tags, their order, alternative text, header cells, language, title, fonts."""
    reader = PdfReader(path)
    root: Any = reader.trailer["/Root"]
    faults = []
    if not root.get("/MarkInfo", {}).get("/Marked"):
        faults.append("it is not tagged")
    if not root.get("/Lang"):
        faults.append("it names no language")
    if not (reader.metadata and reader.metadata.title) or not root.get("/ViewerPreferences", {}).get(
        "/DisplayDocTitle"
    ):
        faults.append("it shows no title")
    xmp = root["/Metadata"].get_data().decode() if "/Metadata" in root else ""
    if not re.search(r"pdfuaid:part>1<|pdfuaid:part=.1", xmp):
        faults.append("it does not say that it is PDF/UA-1")
    tags = list(_tags(root["/StructTreeRoot"])) if "/StructTreeRoot" in root else []
    return [*faults, *_tag_faults(tags), *_font_faults(reader)]


def contrast(one: str, other: str) -> float:
    """The contrast of two colors given as RRGGBB, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _strings(parts: dict[str, bytes]) -> list[str]:
    if "xl/sharedStrings.xml" not in parts:
        return []
    items = ElementTree.fromstring(parts["xl/sharedStrings.xml"]).iter(f"{_MAIN}si")
    return ["".join(t.text or "" for t in item.iter(f"{_MAIN}t")) for item in items]


def _texts(sheet: ElementTree.Element, strings: list[str]) -> list[tuple[str, str]]:
    """The cells with text, in the order in which they are read."""
    return [
        (cell.attrib["r"], strings[int(value.text or 0)])
        for cell in sheet.iter(f"{_MAIN}c")
        if cell.attrib.get("t") == "s" and (value := cell.find(f"{_MAIN}v")) is not None
    ]


def _title_faults(parts: dict[str, bytes]) -> Iterator[str]:
    core = parts.get("docProps/core.xml", b"").decode()
    if not re.search(r"<dc:title>[^<]+</dc:title>", core):
        yield "the workbook has no title"


def _order_faults(
    names: list[str], sheets: dict[str, ElementTree.Element], strings: list[str]
) -> Iterator[str]:
    """The contents come second and list every later sheet in the order of the tabs."""
    if names[1:2] != ["Contents"]:
        yield "there is no sheet of contents behind the cover"
        return
    listed = [text for place, text in _texts(sheets["Contents"], strings) if place.startswith("A")]
    told = [text for text in listed if text in names[2:]]
    if told != names[2:]:
        yield "the contents do not list every sheet in the order of the tabs"


def _sheet_faults(name: str, sheet: ElementTree.Element, strings: list[str]) -> Iterator[str]:
    if sheet.find(f"{_MAIN}mergeCells") is not None:
        yield f"{name}: cells are merged"
    texts = _texts(sheet, strings)
    if not texts or texts[0][0] != ("A2" if name == "Cover" else "A1"):
        yield f"{name}: it does not begin with its title at the top left"
    rows = sum(1 for row in sheet.iter(f"{_MAIN}row") if row.find(f"{_MAIN}c") is not None)
    if name != "Cover" and rows > _SHORT and sheet.find(f".//{_MAIN}pane[@state='frozen']") is None:
        yield f"{name}: no header row stays in sight"
    if sheet.find(f"{_MAIN}autoFilter") is not None and _blank_headers(sheet):
        yield f"{name}: a column has no header"


def _blank_headers(sheet: ElementTree.Element) -> bool:
    filtered = sheet.find(f"{_MAIN}autoFilter")
    assert filtered is not None
    row = re.match(r"[A-Z]+(\d+)", filtered.attrib["ref"])
    assert row is not None
    cells = [c for c in sheet.iter(f"{_MAIN}c") if re.fullmatch(rf"[A-Z]+{row[1]}", c.attrib["r"])]
    return not cells or any(cell.find(f"{_MAIN}v") is None for cell in cells)


def _drawing_faults(parts: dict[str, bytes]) -> Iterator[str]:
    for name, content in parts.items():
        if not name.startswith("xl/drawings/"):
            continue
        for shape in ElementTree.fromstring(content).iter(f"{_DRAWING}cNvPr"):
            if not shape.attrib.get("descr", "").strip():
                yield f"{name}: a chart has no words for those who cannot see it"


def _contrast_faults(parts: dict[str, bytes]) -> Iterator[str]:
    """Text against the fill of its cell, in every look that the workbook has."""
    styles = ElementTree.fromstring(parts["xl/styles.xml"])
    fonts = [
        (_color(f.find(f"{_MAIN}color"), "000000"), *_weight(f))
        for f in styles.iter(f"{_MAIN}font")
        if f.find(f"{_MAIN}sz") is not None
    ]
    fills = [
        _color(fill.find(f".//{_MAIN}fgColor"), "FFFFFF") if fill.find(f"{_MAIN}patternFill[@patternType='solid']") is not None else "FFFFFF"
        for fill in styles.iter(f"{_MAIN}fill")
    ]  # fmt: skip
    formats = styles.find(f"{_MAIN}cellXfs")
    for look in formats if formats is not None else ():
        ink, size, bold = fonts[int(look.attrib["fontId"])]
        paper = fills[int(look.attrib["fillId"])]
        least = _LARGE if size >= 18 or (bold and size >= 14) else _NORMAL
        if contrast(ink, paper) < least:
            yield f"{ink} on {paper} is hard to read"


def _color(found: ElementTree.Element | None, otherwise: str) -> str:
    return found.attrib["rgb"][-6:] if found is not None and "rgb" in found.attrib else otherwise


def _weight(font: ElementTree.Element) -> tuple[float, bool]:
    size = font.find(f"{_MAIN}sz")
    return float(size.attrib["val"]) if size is not None else 0.0, font.find(f"{_MAIN}b") is not None


def _tags(node: Any) -> Iterator[Any]:
    """Every tag below ``node``, in the order in which it is read."""
    node = node.get_object()
    kids = node.get("/K", [])
    kids = kids.get_object() if hasattr(kids, "get_object") else kids
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = kid.get_object() if hasattr(kid, "get_object") else kid
        if isinstance(kid, dict) and "/S" in kid:
            yield kid
            yield from _tags(kid)


def _tag_faults(tags: list[Any]) -> Iterator[str]:
    levels = [int(tag["/S"][2]) for tag in tags if re.fullmatch(r"/H[1-6]", str(tag["/S"]))]
    if not levels or levels[0] != 1:
        yield "it does not begin with its title as a heading"
    if any(later > before + 1 for before, later in pairwise(levels)):
        yield "a level of headings is left out"
    for tag in tags:
        if tag["/S"] == "/Figure" and not str(tag.get("/Alt", "")).strip():
            yield "a picture has no words for those who cannot see it"
        if tag["/S"] == "/Table" and not any(cell["/S"] == "/TH" for cell in _tags(tag)):
            yield "a table has no header cells"


def _font_faults(reader: PdfReader) -> Iterator[str]:
    for page in reader.pages:
        fonts = page.get("/Resources", {}).get("/Font", {})
        for font in fonts.get_object().values() if fonts else ():
            whole = font.get_object()
            inner = whole["/DescendantFonts"][0].get_object() if "/DescendantFonts" in whole else whole
            described = inner.get("/FontDescriptor")
            if described is None or not any(key.startswith("/FontFile") for key in described.get_object()):
                yield "a font is not inside the file"
