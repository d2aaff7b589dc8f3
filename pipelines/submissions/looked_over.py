"""The gate's walk over a whole file: every place where an identifier may hide, whatever becomes of the place.

What is looked for and what follows stands in ``privacy/``; here is which place of a file answers to which look.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from pipelines.layouts.model import ColumnRule, Layout
from pipelines.metadata.classes import Dataset, Kind
from pipelines.metadata.datasets import DATASETS
from pipelines.privacy.coordinator_cells import scan_coordinator
from pipelines.privacy.gate import DROPPED, scan_values
from pipelines.privacy.people_rows import rows_of_people, speaks_of_services
from pipelines.privacy.places import scan_comments, scan_left_out, scan_names, scan_titles, scan_unused_sheet
from pipelines.privacy.values import Role
from pipelines.problems import Problem, Severity, Stage
from pipelines.reading import Book, RowKind, Sheet, normalise_header
from pipelines.settings import COORDINATOR, Agency
from pipelines.submissions.judged import Part, rows_of

_DROP = "drop"
_NOT_TABLE = (RowKind.TITLE, RowKind.TOTAL, RowKind.FOOTNOTE, RowKind.REPEATED_HEADER, RowKind.GROUP)
_OPENNESS = (Role.WORDS, Role.CODES, Role.VALUES, Role.NUMBERS)
_KIND_ROLES = {
    Kind.TEXT: Role.WORDS,
    Kind.CODE: Role.CODES,
    Kind.TRISTATE: Role.CODES,
    Kind.FLAG: Role.CODES,
    Kind.KEY: Role.NUMBERS,
}
_HEAD_ROWS = 25
_NEAR = 0.4  # of the template's columns


def is_justice(agency_code: str, agency: Agency | None) -> bool:
    """Whether an agency's exports speak of cases, and not of people served or of the coordinator's own work."""
    return agency_code != COORDINATOR and (agency is None or agency.area != "advocacy")


def is_advocacy(agency: Agency | None) -> bool:
    """Whether an agency may send nothing but totals."""
    return agency is not None and agency.area == "advocacy"


def is_refused(problems: list[Problem]) -> bool:
    """Whether the gate has refused the file already."""
    return any(p.stage is Stage.PRIVACY and p.severity is Severity.WHOLE_FILE for p in problems)


def look_at_names(path: Path, agency_code: str, book: Book) -> list[Problem]:
    """The names of the file, of the folders under its agency's own, of the sheets, and the document's properties."""
    return scan_names(
        path.name, [sheet.name for sheet in book.sheets], _folders(path, agency_code), book.properties
    )


def _folders(path: Path, agency_code: str) -> tuple[str, ...]:
    parts = path.parts[:-1]
    for place in range(len(parts) - 1, 0, -1):
        if parts[place] == agency_code and parts[place - 1] == _DROP:
            return parts[place + 1 :]
    return ()


def look_at_unused(
    sheets: Iterator[Sheet] | tuple[Sheet, ...], agency_code: str, agency: Agency | None
) -> list[Problem]:
    """Sheets that no layout fits, hidden ones and their notes included."""
    told = []
    for sheet in sheets:
        served = _people_served(sheet, is_advocacy(agency))
        told += served
        if not served:  # which says enough, and says what the sender can do
            told += scan_unused_sheet(sheet, is_justice(agency_code, agency))
    return told


def _people_served(sheet: Sheet, by_advocates: bool) -> list[Problem]:
    """Refuse rows of people served: any list of an advocacy program's, and one that speaks of services elsewhere."""
    headers = _wide_headers(sheet)
    if not by_advocates:
        titles = [
            text for column in sheet.grid.slice(0, _HEAD_ROWS).columns for text in column.to_pylist() if text
        ]
        if not speaks_of_services([sheet.name, *(text for text in titles if len(text) < 60)]):
            return []
    what = rows_of_people(sheet.grid, headers)
    return [person_rows(sheet.name, what)] if what else []


def _wide_headers(sheet: Sheet) -> dict[str, str]:
    """The letter of every column with the first text in it."""
    head = sheet.grid.slice(0, _HEAD_ROWS)
    return {
        letter: next((text for text in head.column(letter).to_pylist() if text and text.strip()), "")
        for letter in sheet.grid.column_names
    }


def person_rows(sheet_name: str, what: str) -> Problem:
    """The refusal of row-level data about people served."""
    return Problem(
        "privacy_advocacy_rows",
        Severity.WHOLE_FILE,
        Stage.PRIVACY,
        f"Sheet '{sheet_name}' looks like a list of people served: it has {what}. Nothing of the file was loaded. Advocacy "
        "programs send monthly totals only, on the template; coded or hashed numbers do not change that.",
        sheet_name,
    )


def near_totals(book: Book, layouts: list[Layout]) -> bool:
    """Whether a sheet is blank or has much of the template of totals, so that it can be mended rather than refused."""
    wanted = [set(layout.columns) for layout in layouts if DATASETS[layout.dataset].is_aggregate]
    for sheet in book.sheets:
        head = sheet.grid.slice(0, _HEAD_ROWS)
        for row in zip(*(column.to_pylist() for column in head.columns), strict=True):
            names = {normalise_header(text) for text in row}
            if any(len(names & columns) >= max(2, _NEAR * len(columns)) for columns in wanted):
                return True
    return not any(sheet.grid.num_rows for sheet in book.sheets)


def not_totals(book: Book) -> Problem:
    """The refusal of an advocacy program's file that is no sheet of totals."""
    return Problem(
        "privacy_advocacy_rows",
        Severity.WHOLE_FILE,
        Stage.PRIVACY,
        "This file is not the sheet of monthly totals. Nothing of the file was loaded. Advocacy programs send monthly totals "
        "only, on the template; nothing else of theirs may be read.",
        book.sheets[0].name if book.sheets else None,
    )


def look_at_part(
    part: Part, layout: Layout, dataset: Dataset, words: Mapping[str, Mapping[str, str]]
) -> list[Problem]:
    """A sheet of the layout: its used columns, the columns left out, the lines around the table, and its notes."""
    sheet, block, gated = part.matched.sheet, part.matched.block, part.gated
    justice = not (dataset.is_coordinator or dataset.is_aggregate)
    data = rows_of(sheet.grid, part.rows)
    rules = {
        letter: layout.columns.get(part.matched.normal.get(letter, ""), ())
        for letter in sheet.grid.column_names
    }
    used = {letter: block.headers[letter] for letter in sorted(gated.used)}
    roles = {letter: _role(rules[letter], dataset) for letter in used}
    known = {letter: _known(rules[letter], dataset, words) for letter in used}
    told = scan_values(sheet.name, data, used, part.rows, dataset.is_coordinator, roles, known)
    if dataset.is_coordinator:
        text = {letter: header for letter, header in used.items() if roles[letter] is Role.WORDS}
        beside = {
            letter: block.headers.get(letter, "")
            for letter in sheet.grid.column_names
            if letter not in gated.used
        }
        told += scan_coordinator(sheet.name, data, text, beside, part.rows, dataset.is_about_people)
    left = {
        letter: (
            block.headers.get(letter, ""),
            Role.DROPPED if gated.left_out.get(letter) == DROPPED else Role.LEFT_OUT,
        )
        for letter in sheet.grid.column_names
        if letter not in gated.used
    }
    told += scan_left_out(sheet.name, data, left, part.rows, justice)
    around = np.flatnonzero(np.isin(block.row_kinds, _NOT_TABLE)) + 1
    told += scan_titles(sheet.name, sheet.grid, around, justice) if len(around) else []
    told += scan_comments(sheet)
    if dataset.is_aggregate:
        found = rows_of_people(
            data, {letter: block.headers.get(letter, "") for letter in data.column_names}, is_list=False
        )
        extra = rows_of_people(data, {letter: header for letter, (header, _) in left.items()})
        told += [person_rows(sheet.name, what) for what in dict.fromkeys((found, extra)) if what]
    return told


def _role(rules: tuple[ColumnRule, ...], dataset: Dataset) -> Role:
    """The most open of what a column becomes; one that is only read beside others is looked at like codes."""
    roles = {
        Role.VALUES if rule.source else _KIND_ROLES.get(dataset.field(rule.to).kind, Role.VALUES)
        for rule in rules
        if rule.to
    }
    return next((role for role in _OPENNESS if role in roles), Role.CODES)


def _known(
    rules: tuple[ColumnRule, ...], dataset: Dataset, words: Mapping[str, Mapping[str, str]]
) -> frozenset[str]:
    """Spellings that mean a code of the column's list, in small letters."""
    found: set[str] = set()
    for rule in rules:
        code_list = dataset.field(rule.to).code_list if rule.to else None
        found.update(words.get(code_list, {}) if code_list else ())
        found.update(str(word).strip().lower() for word in (*rule.codes, *rule.yes, *rule.no))
    return frozenset(found)
