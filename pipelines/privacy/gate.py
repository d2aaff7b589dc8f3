"""The privacy gate: which columns of a file may go on, and whether the file may at all.

It sees headers, the layout's classes and the text of columns that would be kept, before anything is stored.
Its answers carry coordinates and headers, never a value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.layouts.model import ColumnRule
from pipelines.metadata.classes import Dataset, Kind, Privacy
from pipelines.privacy.detectors import VALUE_PATTERNS, classify_header, identifying
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
    A column that the layout maps to a coded field, a date or a number may have any header; one that it would keep
    as text, or that it does not know, answers to the patterns.
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
        if Privacy.DROP in declared:
            left_out[letter], treatment[letter] = DROPPED, DROPPED
            continue
        if (fields and all(f.kind is not Kind.TEXT for f in fields)) or (fields and dataset.is_coordinator):
            used.add(letter)
            treatment[letter] = _treatment(fields[0].privacy)
            continue
        found = classify_header(name, is_justice)
        if found and found[1] is Privacy.REFUSE:
            problems.append(_refused(found[0].check_id, sheet_name, cell, header, found[0].name))
            left_out[letter], treatment[letter] = DROPPED, DROPPED
        elif found:
            problems.append(_dropped(found[0].check_id, sheet_name, cell, header, found[0].name))
            left_out[letter], treatment[letter] = DROPPED, DROPPED
        elif fields or name in helpers:
            used.add(letter)
            treatment[letter] = _treatment(fields[0].privacy) if fields else "kept"
        else:
            problems.append(
                Problem(
                    "privacy_column_not_mapped",
                    Severity.NOTE,
                    Stage.PRIVACY,
                    f"Column {letter} ({header}) is not in the layout and was left out. "
                    "If it matters, ask the coordinator to add it.",
                    sheet_name,
                    cell,
                    header,
                )
            )
            left_out[letter], treatment[letter] = NOT_MAPPED, NOT_MAPPED
    return GatedColumns(frozenset(used), left_out, treatment, tuple(problems))


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
) -> list[Problem]:
    """Refuse a file in which a column to be kept as text holds somebody's number, address or e-mail.

    ``letters`` gives the header by letter of the columns that would be kept as written; ``rows`` are the Excel
    row numbers of ``grid``'s rows. The place is told, the value never.
    """
    problems = []
    for letter, header in letters.items():
        column = grid.column(letter)
        for what, pattern in VALUE_PATTERNS.items():
            hits = pc.fill_null(pc.match_substring_regex(column, pattern), False).to_numpy(
                zero_copy_only=False
            )
            if hits.any():
                problems.append(
                    Problem(
                        "privacy_value_found",
                        Severity.WHOLE_FILE,
                        Stage.PRIVACY,
                        f"Column '{header}' on sheet '{sheet_name}' holds what looks like {what}. Nothing of the "
                        "file was loaded. Take it out of the named cells and send the file again.",
                        sheet_name,
                        cell_ranges(letter, rows[hits]),
                        header,
                        int(hits.sum()),
                    )
                )
    return problems


def scan_names(file_name: str, sheet_names: list[str]) -> list[Problem]:
    """Refuse a file whose own name or a sheet's name holds an identifier; the name itself is not repeated."""
    told = []
    for place, name in [
        ("The file's name", file_name),
        *(("A sheet's name", sheet) for sheet in sheet_names),
    ]:
        what = identifying(name)
        if what:
            told.append(
                Problem(
                    "privacy_name_found",
                    Severity.WHOLE_FILE,
                    Stage.PRIVACY,
                    f"{place} holds what looks like {what}. Nothing of the file was loaded. Rename it and send it again.",
                )
            )
    return told
