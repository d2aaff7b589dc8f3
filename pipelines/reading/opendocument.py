"""What fastexcel overlooks in an OpenDocument sheet, and what no text says: hidden rows, comments, formulas, properties.

Overlooked are the text of error cells, tabs and line breaks inside a cell. The pass itself is in ``opendocument_walk.py``,
which styles show leading zeros in ``opendocument_styles.py``.

Everything else of an ods file is read by ``spreadsheets.py``; files with none of these are not parsed a second time.
"""

from __future__ import annotations

import io
import re
import zipfile
from xml.parsers import expat

from pipelines.reading.opendocument_styles import zero_styles
from pipelines.reading.opendocument_walk import MAX_REPEATS, Overlooked, Walk
from pipelines.reading.package import BROKEN, elements, inner_text

_WORTH_A_LOOK = re.compile(
    rb'value-type="error"|<text:(?:tab|line-break)\b|string-value=""|visibility="(?:collapse|filter)"|<office:annotation\b'
    rb'|-group\b[^<>]*display="false"'
    rb"|<table:table-cell\b(?=[^<>]*\stable:formula=)(?![^<>]*\soffice:(?:value|[a-z]+-value)=)"  # a formula without a value
)
_FILLED_REPEATS = re.compile(
    rb'number-rows-repeated="(\d+)"[^<>]*>\s*<table:table-cell[^<>]*number-columns-repeated="(\d+)"[^<>/]*>\s*<text:p'
)
_META = {
    "title": "title",
    "subject": "subject",
    "creator": "last saved by",
    "initial-creator": "author",
    "keyword": "keywords",
    "description": "comments",
}


def look_over(data: bytes) -> Overlooked:
    """One more pass over an OpenDocument file, as far as it is worth it."""
    found = Overlooked()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            content = archive.read("content.xml")
            meta = archive.read("meta.xml") if "meta.xml" in names else b""
            styles = archive.read("styles.xml") if "styles.xml" in names else b""
    except BROKEN:
        return found  # whether the file is damaged is fastexcel's to say
    _properties(meta, styles, found.properties)
    zeros = zero_styles(content, styles)
    if not zeros and not _WORTH_A_LOOK.search(content):
        return found
    walk = Walk(found, zeros)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    parser.CharacterDataHandler = walk.characters
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError):
        return Overlooked(properties=found.properties)
    return found


def swells(data: bytes) -> bool:
    """Whether a sheet repeats a filled row or cell so often that it outgrows any real one: a few bytes become millions."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            content = archive.read("content.xml")
    except BROKEN:
        return False
    return any(
        int(rows[:9]) * int(columns[:9]) > MAX_REPEATS for rows, columns in _FILLED_REPEATS.findall(content)
    )


def _properties(meta: bytes, styles: bytes, found: dict[str, str]) -> None:
    for word, told in _META.items():
        texts = [inner_text(inside).strip() for _, inside in elements(meta, word.encode())]
        if any(texts):
            found[told] = "\n".join(filter(None, texts))
    for tag, inside in elements(meta, b"user-defined"):
        if inner_text(inside).strip():
            found[f"custom property {tag.get('name', '')}"] = inner_text(inside).strip()
    printed = [
        inner_text(inside).strip()
        for word in (b"header", b"header-left", b"footer", b"footer-left")
        for _, inside in elements(styles, word)
    ]
    if any(printed):
        found["page header and footer"] = "\n".join(filter(None, dict.fromkeys(printed)))
