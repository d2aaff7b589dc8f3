"""Where an identifier may hide beside the cells that are used: names, titles, footers, notes, properties, other columns.

Nothing of those places is ever stored. A hit refuses the file where it may speak of a victim or cannot be told apart
(names, case titles, government numbers); an address or a phone that an office may have printed is left out and told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.metadata.classes import Privacy
from pipelines.privacy.detectors import LONG_TEXT, NAME, SPOKEN_NAME, VALUE_PATTERNS, identifying, spoken_of
from pipelines.privacy.headers import classify_header
from pipelines.privacy.values import NAMES, Role, columns_of, hits, shapes
from pipelines.problems import Problem, Severity, Stage
from pipelines.ranges import cell_ranges
from pipelines.reading import Sheet

NOTHING_LOADED = "Nothing of the file was loaded."
# Who made a document, and on which machine's behalf: every workbook says so, and nothing of it is stored.
_BY_STAFF = re.compile(
    r"creator|author|(modified|saved)[ _]?by|manager|company|application|template", re.IGNORECASE
)
# Places that are no property in the eyes of who looks for them, by the name under which they are read.
_PAGE, _BESIDE, _DEFINED = "page header and footer", "text beside the tables", "defined name"
_PRINTED = {
    _PAGE: "The printed header or footer of a page",
    _BESIDE: "The text of the page beside its tables",
    "text boxes": "A text box on a sheet",
}
_OF_A_PLACE = frozenset(kind.name for kind in VALUE_PATTERNS if kind.of_a_place)
_VICTIM_WORDS = r"(?i)(?:^|[^a-z])(?:victims?|vic|clients?|survivors?|petitioners?|complainants?|witness(?:es)?|protected|child(?:ren)?)(?:$|[^a-z])"
# "Prepared by Mary Johnson", "Sheriff Thomas Miller": staff, left out like all titles.
_STAFF = (
    r"(?i)(?:run|prepared|printed|created|generated|requested|produced|exported|submitted|reported|pulled|compiled|approved|"
    r"reviewed|author|user|contact|analyst|sheriff|chief|clerk|director|commander|supervisor|attorney|records|judge)(?:$|[^a-z])"
)
# Excel begins a note with the name of who wrote it.
_WRITTEN_BY = r"^[^:\n]{1,60}:[ \t]*\r?\n"


def scan_names(
    file_name: str,
    sheet_names: list[str],
    folders: tuple[str, ...] = (),
    properties: Mapping[str, str] | None = None,
) -> list[Problem]:
    """Refuse a file whose own name, folder, sheets or properties hold an identifier; the text itself is not repeated."""
    places = [
        ("The file's name", file_name, "Rename it"),
        *(("The name of a folder", folder, "Rename it") for folder in folders),
        *(("A sheet's name", sheet, "Rename it") for sheet in sheet_names),
    ]
    told = [_named(place, what, todo) for place, text, todo in places if (what := identifying(text))]
    found: dict[str, str] = {}
    for name, text in (properties or {}).items():
        if what := _in_property(name, text):
            found.setdefault(_PRINTED.get(name, "A property of the document (File, Info)"), what)
    return told + [_named(place, what, "Take it out") for place, what in found.items()]


def _in_property(name: str, text: str) -> str | None:
    """What kind of identifier a property holds; who made, printed or ran the document is no finding."""
    if _BY_STAFF.search(name):
        return _grave(text)
    if name.startswith(_DEFINED):
        text = f"{name.removeprefix(_DEFINED).replace('_', ' ')} {text}"
    what = spoken_of(text)
    if name not in (_PAGE, _BESIDE) or what is None or re.search(_VICTIM_WORDS, text):
        return what
    # An office prints its address and phone on every page, and who ran the report, as in titles.
    of_the_office = what in _OF_A_PLACE or (what == NAME and re.search(_STAFF, text))
    return None if of_the_office else what


def _grave(text: str) -> str | None:
    return next((kind.name for kind in VALUE_PATTERNS if kind.grave and kind.found_in(text)), None)


def _named(place: str, what: str, todo: str) -> Problem:
    return Problem(
        "privacy_name_found",
        Severity.WHOLE_FILE,
        Stage.PRIVACY,
        f"{place} holds what looks like {what}. {NOTHING_LOADED} {todo} and send the file again.",
    )


def scan_comments(sheet: Sheet) -> list[Problem]:
    """Refuse a file in which a comment or note of a cell identifies somebody; its author's name alone does not."""
    comments = sheet.facts.comments
    if not comments:
        return []
    texts = pc.replace_substring_regex(pa.array([c.text for c in comments], pa.string()), _WRITTEN_BY, "")
    found = np.zeros(len(comments), dtype=bool)
    first = ""
    for kind in (*VALUE_PATTERNS, SPOKEN_NAME):
        bare = pc.replace_substring_regex(texts, kind.harmless, " ") if kind.harmless else texts
        met = np.asarray(
            pc.match_substring_regex(bare, kind.pattern).to_numpy(zero_copy_only=False), dtype=bool
        )
        first = first or (kind.name if met.any() else "")
        found |= met
    if not found.any():
        return []
    cells = [comment.cell for comment, is_found in zip(comments, found, strict=True) if is_found]
    told = ", ".join(cells[:20]) + (" and others" if len(cells) > 20 else "")
    return [
        Problem(
            "privacy_comment_found",
            Severity.WHOLE_FILE,
            Stage.PRIVACY,
            f"A comment on sheet '{sheet.name}' holds what looks like {first}. {NOTHING_LOADED} "
            "Take the comments out of the named cells and send the file again.",
            sheet.name,
            told,
            rows_count=len(cells),
        )
    ]


def scan_titles(sheet_name: str, grid: pa.Table, rows: np.ndarray, is_justice: bool) -> list[Problem]:
    """Look at titles, totals, footers and repeated headers: Excel's ``rows`` of the whole ``grid``, counted from 1.

    Names, case titles and government numbers refuse the file. What an office prints of itself (its address, its phone,
    who ran the report) is left out like the whole row; beside a word for a victim it refuses too.
    """
    part = grid.take(pa.array(rows - 1))
    refused: dict[tuple[str, str], np.ndarray] = {}
    left: dict[tuple[str, str], np.ndarray] = {}
    for letter, texts in columns_of(part, dict.fromkeys(part.column_names, Role.LEFT_OUT)).items():
        near_victim, by_staff = texts.rows(texts.matching(_VICTIM_WORDS)), texts.rows(texts.matching(_STAFF))
        for kind, mask in hits(texts, Role.LEFT_OUT):
            if kind.pattern.startswith("^"):  # a date that is a cell of its own is the report's
                continue
            usual = np.zeros_like(mask)
            if kind.of_a_place or kind.name == NAME:
                usual = mask & ~near_victim & (by_staff if kind.name == NAME else True)
            for place, found in ((refused, mask & ~usual), (left, usual)):
                if found.any():
                    place[letter, kind.name] = place.get((letter, kind.name), found) | found
    told = [_title(sheet_name, letter, what, rows[found]) for (letter, what), found in refused.items()]
    if is_justice:
        told += [_left_out(sheet_name, at, None, what, rows[found]) for (at, what), found in left.items()][:1]
    return told


def _title(sheet_name: str, letter: str, what: str, rows: np.ndarray) -> Problem:
    return Problem(
        "privacy_value_found",
        Severity.WHOLE_FILE,
        Stage.PRIVACY,
        f"A line above or below the table on sheet '{sheet_name}' holds what looks like {what}. {NOTHING_LOADED} "
        "Take it out of the named cells and send the file again.",
        sheet_name,
        cell_ranges(letter, rows),
        None,
        int(rows.size),
    )


def scan_left_out(
    sheet_name: str,
    grid: pa.Table,
    columns: Mapping[str, tuple[str, Role]],
    rows: np.ndarray,
    is_justice: bool,
) -> list[Problem]:
    """Look at columns of which nothing is kept: ``columns`` gives header and role by letter, ``rows`` Excel's row numbers.

    Government numbers refuse the file wherever they stand, a column of people's names in justice exports unless its
    header or the layout says whose they are. Outside justice exports anything refuses; else the rest is told.
    """
    told = []
    texts_of = columns_of(grid, {letter: role for letter, (_, role) in columns.items()})
    for letter, (header, role) in columns.items():
        texts = texts_of[letter]
        noted: tuple[str, np.ndarray] | None = None
        of_victims = texts.rows(texts.matching(_VICTIM_WORDS)) & (texts.mean_length() <= LONG_TEXT)
        for kind, mask in hits(texts, role):
            refused = mask if kind.grave or not is_justice else mask & of_victims & (role is Role.LEFT_OUT)
            if refused.any():
                told.append(_refused(sheet_name, letter, header, kind.name, rows[refused], is_justice))
            if (mask & ~refused).any():
                noted = noted or (kind.name, rows[mask & ~refused])
        for what, mask in shapes(texts, role):
            if what == NAMES or not is_justice:
                told.append(_refused(sheet_name, letter, header, what, rows[mask], is_justice))
            else:
                noted = noted or (what, rows[mask])
        if noted:
            told.append(_left_out(sheet_name, letter, header, *noted))
    return told


def scan_unused_sheet(sheet: Sheet, is_justice: bool) -> list[Problem]:
    """Look at a sheet that no layout fits, hidden or not."""
    heads = _heads(sheet)
    columns = {}
    for letter in sheet.grid.column_names:
        header = heads.get(letter, "")
        met = classify_header(header, is_justice) if header else None
        columns[letter] = (
            header if met else "",
            Role.DROPPED if met and met[1] is Privacy.DROP else Role.LEFT_OUT,
        )
    rows = np.arange(1, sheet.grid.num_rows + 1)
    return scan_left_out(sheet.name, sheet.grid, columns, rows, is_justice) + scan_comments(sheet)


def _heads(sheet: Sheet) -> dict[str, str]:
    """The text that most likely heads each column: that of the widest of the first rows."""
    head = sheet.grid.slice(0, _HEADER_SEARCH)
    columns = {letter: head.column(letter).to_pylist() for letter in head.column_names}
    widths = [sum(bool(text and text.strip()) for text in row) for row in zip(*columns.values(), strict=True)]
    if not widths:
        return {}
    at = widths.index(max(widths))
    return {letter: texts[at] for letter, texts in columns.items() if texts[at] and len(texts[at]) < 60}


_HEADER_SEARCH = 25


def _refused(
    sheet_name: str, letter: str, header: str, what: str, rows: np.ndarray, is_justice: bool
) -> Problem:
    where = f"Column '{header}'" if header else f"Column {letter}"
    mend = (
        " If it names suspects or staff only, the coordinator can add it to the layout as dropped."
        if what == NAMES and is_justice
        else ""
    )
    return Problem(
        "privacy_value_found",
        Severity.WHOLE_FILE,
        Stage.PRIVACY,
        f"{where} on sheet '{sheet_name}' holds what looks like {what}. {NOTHING_LOADED} "
        f"Take it out and send the file again.{mend}",
        sheet_name,
        cell_ranges(letter, rows),
        header or None,
        int(rows.size),
    )


def _left_out(sheet_name: str, letter: str, header: str | None, what: str, rows: np.ndarray) -> Problem:
    where = f"Column '{header}'" if header else "A line or column that is not used"
    return Problem(
        "privacy_value_left_out",
        Severity.NOTE,
        Stage.PRIVACY,
        f"{where} on sheet '{sheet_name}' holds what looks like {what}. It was left out and is stored nowhere. "
        "Leave it out of the export if you can.",
        sheet_name,
        cell_ranges(letter, rows),
        header,
        int(rows.size),
    )
