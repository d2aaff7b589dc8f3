"""The privacy gate: which columns of a file may go on, and whether the file may at all.

It sees headers, the layout's classes and the text of columns that would be kept, before anything is stored.
Its answers carry coordinates and headers, never a value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from pipelines.layouts.model import ColumnRule
from pipelines.metadata.classes import Dataset, Kind, Privacy
from pipelines.privacy.detectors import NAME
from pipelines.privacy.headers import HeaderPattern, classify_header
from pipelines.privacy.values import NAMES, Role, columns_of, hits, shapes
from pipelines.problems import Problem, Severity, Stage
from pipelines.ranges import cell_ranges

DROPPED = "dropped for privacy"
NOT_MAPPED = "not mapped"
PLAIN = {
    Privacy.KEEP: "kept",
    Privacy.GENERALISE: "generalised",
    Privacy.PSEUDONYMISE: "pseudonymised",
}


@dataclass(frozen=True)
class GatedColumns:
    """What becomes of each column of a sheet, by its letter."""

    used: frozenset[str]
    left_out: dict[str, str]  # letter → reason
    treatment: dict[str, str]  # letter → kept, pseudonymised, generalised, dropped for privacy, not mapped
    problems: tuple[Problem, ...]


def gate_columns(
    sheet_name: str,
    headers: Mapping[str, str],
    normal: Mapping[str, str],
    rules: Mapping[str, tuple[ColumnRule, ...]],
    helpers: frozenset[str],
    dataset: Dataset,
    header_row: int,
) -> GatedColumns:
    """Class every column of a matched sheet.

    ``headers`` and ``normal`` give the written and the normalised header by letter; ``rules`` the layout's rules by
    normalised header; ``helpers`` the normalised headers that a rule reads beside its own column (units, times).
    Every header answers to the patterns, whatever the layout says: a mapped column passes only as a kind of field that
    its pattern yields to. On a template of the coordinator a mapped column may be called a note.
    """
    used: set[str] = set()
    left_out: dict[str, str] = {}
    treatment: dict[str, str] = {}
    problems: list[Problem] = []
    is_justice = not dataset.is_coordinator and not dataset.is_aggregate
    for letter, header in headers.items():
        name = normal[letter]
        targets = rules.get(name, ())
        fields = [dataset.field(rule.to) for rule in targets if rule.to]
        declared = [rule.privacy for rule in targets if rule.privacy]
        cell = f"{letter}{header_row}"
        if Privacy.REFUSE in declared:
            problems.append(_refused("privacy_victim_column", sheet_name, cell, header, "a person"))
            left_out[letter], treatment[letter] = DROPPED, DROPPED
            continue
        found = classify_header(header, is_justice)
        if found and fields and _yields(found[0], [field.kind for field in fields], dataset):
            found = None
        # A layout may say that "Name" holds suspects only and is to be dropped; of victims it may not.
        if Privacy.DROP in declared and not (
            found and found[1] is Privacy.REFUSE and found[0].check_id != "privacy_mixed_names_column"
        ):
            left_out[letter], treatment[letter] = DROPPED, DROPPED
            continue
        if found and found[1] is Privacy.REFUSE:
            problems.append(_refused(found[0].refusal_id, sheet_name, cell, header, found[0].name))
            left_out[letter], treatment[letter] = DROPPED, DROPPED
        elif found:
            problems.append(_dropped(found[0].check_id, sheet_name, cell, header, found[0].name))
            left_out[letter], treatment[letter] = DROPPED, DROPPED
        elif fields or name in helpers:
            used.add(letter)
            treatment[letter] = _treatment(fields[0].privacy) if fields else "kept"
        else:
            left_out[letter], treatment[letter] = NOT_MAPPED, NOT_MAPPED
    unmapped = [letter for letter, reason in left_out.items() if reason == NOT_MAPPED]
    if unmapped:
        problems.append(
            unmapped_note(sheet_name, {letter: headers[letter] for letter in unmapped}, header_row)
        )
    return GatedColumns(frozenset(used), left_out, treatment, tuple(problems))


def unmapped_note(sheet: str, headers: Mapping[str, str], header_row: int) -> Problem:
    """One note for all columns of a sheet that the layout does not know."""
    names = ", ".join(f"{header} ({letter})" for letter, header in headers.items())
    one = len(headers) == 1
    return Problem(
        "privacy_column_not_mapped",
        Severity.NOTE,
        Stage.PRIVACY,
        f"{'This column is' if one else f'These {len(headers)} columns are'} not in the layout and "
        f"{'was' if one else 'were'} left out: {names}. If one matters, ask the coordinator to add it.",
        sheet,
        ", ".join(f"{letter}{header_row}" for letter in headers),
    )


def _yields(pattern: HeaderPattern, kinds: list[Kind], dataset: Dataset) -> bool:
    """Whether a column mapped to fields of ``kinds`` may pass although its header meets ``pattern``."""
    if dataset.is_coordinator:
        return pattern.check_id == "privacy_narrative_column" or pattern.yields_to.issuperset(kinds)
    if dataset.is_aggregate and pattern.check_id == "privacy_advocacy_rows":
        return False
    return pattern.yields_to.issuperset(kinds)


def _treatment(privacy: Privacy) -> str:
    return PLAIN.get(privacy, "kept")


def _refused(check_id: str, sheet: str, cell: str, header: str, what: str) -> Problem:
    return Problem(
        check_id,
        Severity.WHOLE_FILE,
        Stage.PRIVACY,
        f"Column '{header}' on sheet '{sheet}' may identify {what}. Nothing of the file was loaded. "
        "Take the column out and send the file again.",
        sheet,
        cell,
        header,
    )


def _dropped(check_id: str, sheet: str, cell: str, header: str, what: str) -> Problem:
    return Problem(
        check_id,
        Severity.NOTE,
        Stage.PRIVACY,
        f"Column '{header}' looks like {what}. It was dropped when the file was read and is stored nowhere. "
        "Leave it out of the export if you can.",
        sheet,
        cell,
        header,
    )


def scan_values(
    sheet_name: str,
    grid: pa.Table,
    letters: Mapping[str, str],
    rows: np.ndarray,
    may_be_long: bool = False,
    roles: Mapping[str, Role] | None = None,
    known: Mapping[str, frozenset[str]] | None = None,
) -> list[Problem]:
    """Refuse a file in which a column that is used identifies somebody.

    Looked for are numbers, addresses, e-mails, names and the like in any cell, a column that is largely names, and,
    unless it ``may_be_long``, one of long free text. ``letters`` gives the header by letter of the columns to look at;
    ``roles`` what they become (words kept as written where nothing is said); ``known`` the spellings of codes in small
    letters, which are nobody; ``rows`` are the Excel row numbers of ``grid``'s rows. The place is told, the value never.
    """
    problems: list[Problem] = []
    role_of = {letter: (roles or {}).get(letter, Role.WORDS) for letter in letters}
    columns = columns_of(grid, role_of)
    for letter, header in letters.items():
        role, texts = role_of[letter], columns[letter]
        found = [
            (kind.name, mask) for kind, mask in hits(texts, role, (known or {}).get(letter, frozenset()))
        ]
        found += list(shapes(texts, role, may_be_long))
        by_what: dict[str, np.ndarray] = {}
        for what, mask in found:
            by_what[what] = by_what[what] | mask if what in by_what else mask
        if NAMES in by_what:  # each of its cells is somebody's name too
            by_what.pop(NAME, None)
        problems.extend(
            _found(sheet_name, letter, header, what, rows[mask]) for what, mask in by_what.items()
        )
    return problems


def _found(sheet_name: str, letter: str, header: str, what: str, rows: np.ndarray) -> Problem:
    return Problem(
        "privacy_value_found",
        Severity.WHOLE_FILE,
        Stage.PRIVACY,
        f"Column '{header}' on sheet '{sheet_name}' holds what looks like {what}. Nothing of the file was loaded. "
        "Take it out of the named cells and send the file again.",
        sheet_name,
        cell_ranges(letter, rows),
        header,
        int(rows.size),
    )
