"""What a workbook's container holds beside its sheets: macros, links to other files, objects and pictures.

None of it is run or followed. Each is told as a note, because a picture of a table or the value behind a link is not read
(Q35, Q36 of the quirks). Facts of single sheets stand in ``ooxml.py`` and ``opendocument.py``.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from pipelines.problems import Problem
from pipelines.reading.refusals import note

_MACROS = re.compile(r"(^|/)(vbaproject\.bin|macrosheets/.+|basic/.+\.xml|scripts/.+)$")
_LINKS = re.compile(r"^xl/externallinks/externallink\d*\.(xml|bin)$")
_PICTURES = re.compile(r"^(xl/media|pictures)/.+")
_OBJECTS = re.compile(r"^(xl/(embeddings|activex)/.+|object \d+/content\.xml)")
_OLE_MACROS, _OLE_OBJECT = "_VBA_PROJECT".encode("utf-16-le"), re.compile(rb"M\0B\0D\0(?:[0-9A-F]\0){8}")

_UNSEEN = {
    "xls": "links to other files, and formulas that were never worked out",
    "xls, large or damaged": "hidden rows and columns, comments, links to other files, formulas that were never worked out, and "
    "number formats with leading zeros",
}


def container_notes(names: Collection[str]) -> tuple[Problem, ...]:
    """Notes by the names of a container's parts (folded)."""
    pictures = sum(bool(_PICTURES.match(name)) for name in names)
    objects = sum(bool(_OBJECTS.match(name)) for name in names)
    return content_notes(
        any(_MACROS.search(name) for name in names),
        any(_LINKS.match(name) for name in names),
        pictures,
        objects,
    )


def ole_notes(data: bytes) -> tuple[Problem, ...]:
    """Notes by the names of an old workbook's streams."""
    return content_notes(_OLE_MACROS in data, False, 0, len(set(_OLE_OBJECT.findall(data))))


def cannot_see(kind: str) -> Problem:
    """What cannot be known of a file of this kind, by name."""
    return note(
        "file_facts_unknown",
        f"In a file of kind {kind} Samepage cannot see {_UNSEEN[kind]}. The text of every cell was read. "
        "Save it as .xlsx where that matters.",
    )


def content_notes(
    macros: bool = False, links: bool = False, pictures: int = 0, objects: int = 0
) -> tuple[Problem, ...]:
    """Notes by what a file of any kind holds beside its sheets."""
    told = []
    if macros:
        told.append(
            note(
                "file_macros",
                "The workbook holds macros. They were not run and not kept; only the cells were read. "
                "Nothing to do, or save it as a workbook without macros (.xlsx).",
            )
        )
    if links:
        told.append(
            note(
                "file_external_links",
                "The workbook takes values from other files. They were read as last stored and may be old: open it in "
                "Excel, choose Data > Edit Links > Update Values, save, and send it again if they are.",
            )
        )
    if pictures or objects:
        what = " and ".join(
            f"{count} {word}{'s' * (count > 1)}"
            for count, word in ((pictures, "picture"), (objects, "embedded object"))
            if count
        )
        told.append(
            note(
                "file_objects",
                f"The workbook holds {what}, which cannot be read. If one shows a table, send its rows as cells.",
            )
        )
    return tuple(told)
