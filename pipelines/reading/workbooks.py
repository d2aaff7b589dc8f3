"""A workbook as read: its text, the facts of its sheets, its properties, and notes about the reading.

Two readers. fastexcel reads every workbook; its text counts, because it reads each cell as it is stored and the tests send
every kind of cell through it. openpyxl is the second opinion of xlsx and xlsm (``second_reader.py``):

- where fastexcel cannot read a workbook and openpyxl can, openpyxl's text counts and a note says so;
- where both read it and the file is small, a spread of cells is compared. Where they differ, fastexcel's text stays, and
  the problem ``file_readers_disagree`` names the cells so that a person looks at them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import fastexcel

from pipelines.problems import Problem
from pipelines.reading.biff import with_old_facts
from pipelines.reading.biff12 import open_binary
from pipelines.reading.book import Limits, Sheet
from pipelines.reading.contents import cannot_see, container_notes, ole_notes
from pipelines.reading.early_scan import WORTHWHILE, EarlyScan
from pipelines.reading.ooxml import Workbook
from pipelines.reading.opendocument import look_over, swells
from pipelines.reading.opendocument_walk import Overlooked
from pipelines.reading.package import BROKEN, Package
from pipelines.reading.refusals import note, refusal
from pipelines.reading.second_reader import compare, read_again
from pipelines.reading.spreadsheets import errors_as_text, read_sheets

_SEARCHED = ("xlsx", "xlsm")


@dataclass(frozen=True)
class Reading:
    """What a workbook gave; not ``sound`` where a reader failed in a way that may have left harm in the process."""

    sheets: tuple[Sheet, ...]
    notes: tuple[Problem, ...] = ()
    properties: dict[str, str] = field(default_factory=dict)
    sound: bool = True


def read_workbook(data: bytes, kind: str, limits: Limits) -> Reading:
    """Every worksheet of a workbook, in order, hidden ones included.

    Raises:
        Unreadable: file_password, file_damaged, file_too_large.
    """
    early = EarlyScan(data) if kind in _SEARCHED and len(data) >= WORTHWHILE else None
    try:
        return _read(data, kind, limits, early)
    finally:
        if early is not None:  # the next file begins with nothing of this one under way
            early.found()


def _read(data: bytes, kind: str, limits: Limits, early: EarlyScan | None) -> Reading:
    overlooked = look_over(data) if kind == "ods" else Overlooked()
    try:
        sheets = read_sheets(data, overlooked.texts, kind in _SEARCHED, limits)
        reading = Reading(sheets, compare(data, sheets) if kind in _SEARCHED else ())
    except fastexcel.FastExcelError as error:
        reading = _after_failure(data, kind, limits, str(error))
    except (
        BaseException
    ) as panic:  # calamine's PanicException is no Exception, and has no name to catch it by
        if type(panic).__name__ != "PanicException" or kind not in _SEARCHED:
            raise
        reading = replace(_after_failure(data, kind, limits, ""), sound=False)
    if kind in _SEARCHED:
        return _with_facts(data, reading, Workbook.open, early)
    if kind == "xlsb":
        return _with_facts(data, reading, open_binary)
    if kind == "ods":
        sheets = tuple(map(overlooked.told, reading.sheets))
        return replace(reading, sheets=sheets, notes=_beside(data), properties=overlooked.properties)
    sheets_told = with_old_facts(data, reading.sheets, limits)
    unseen = cannot_see(kind) if sheets_told else cannot_see("xls, large or damaged")
    return replace(reading, sheets=sheets_told or reading.sheets, notes=(*ole_notes(data), unseen))


def _beside(data: bytes) -> tuple[Problem, ...]:
    """Notes by the parts of a container; none where its directory is damaged."""
    try:
        return container_notes(Package(data).names)
    except BROKEN:
        return ()


def _after_failure(data: bytes, kind: str, limits: Limits, reason: str) -> Reading:
    """A workbook that fastexcel could not read; ``reason`` may hold values and is passed on to nobody."""
    if "password" in reason.lower():
        raise refusal("file_password")
    if kind not in _SEARCHED:
        raise refusal("file_too_large" if kind == "ods" and swells(data) else "file_damaged")
    if "cell error value" in reason:
        # calamine refuses a whole sheet for an error it does not know (#SPILL!, #GETTING_DATA): read errors as their text.
        try:
            return Reading(read_sheets(errors_as_text(data), {}, True, limits))
        except (fastexcel.FastExcelError, *BROKEN):
            pass
    return Reading(
        read_again(data, limits),
        (
            note(
                "file_second_reader",
                "The usual reader could not read this workbook, so a second one was used. Look at the receipt with care; "
                "a copy saved from Excel as .xlsx usually reads without this note.",
            ),
        ),
    )


def _with_facts(
    data: bytes, reading: Reading, opened: Callable[[bytes], Workbook], early: EarlyScan | None = None
) -> Reading:
    """The reading with the facts of its sheets; a container whose further parts cannot be read has none."""
    try:
        workbook = opened(data)
        scanned = early.found() if early is not None else {}
        looked = [
            (sheet, *workbook.look_at(position, sheet.name, sheet.grid, scanned))
            for position, sheet in enumerate(reading.sheets)
        ]
        told = workbook.properties()
    except BROKEN:
        unknown = note(
            "file_facts_unknown",
            "Parts of the workbook could not be looked at, so hidden rows and columns, comments, formulas and number formats "
            "are not known. The text of every cell was read. Open the file in Excel, save it, and send it again.",
        )
        return replace(reading, notes=(*reading.notes, unknown))
    sheets = tuple(
        replace(sheet, grid=grid, facts=replace(facts, rounded=facts.rounded or sheet.facts.rounded))
        for sheet, grid, facts in looked
    )
    notes = (*reading.notes, *container_notes(workbook.package.names))
    return replace(reading, sheets=sheets, notes=notes, properties=told)
