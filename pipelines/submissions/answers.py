"""Answers of a returned receipt, held against the submission they name: every line must be one that was handed out.

A line that fits no row stops the whole receipt with a sentence; nothing is guessed at. What the answers make of the
version is worked out in ``merged.py``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from pipelines.metadata.code_lists import CODE_LISTS
from pipelines.privacy.detectors import identifying
from pipelines.privacy.shown import may_show
from pipelines.privacy.values import Texts
from pipelines.problems import Problem, Severity, Stage
from pipelines.ranges import cell_ranges
from pipelines.submissions.fix_columns import FixColumn
from pipelines.submissions.fix_rows import text_name
from pipelines.submissions.fix_words import (
    ANSWER,
    CHOICE_DASH,
    CONTROL,
    FIRST_COLUMNS,
    IT_IS_RIGHT,
    LEAVE_OUT,
    PLACEHOLDERS,
    ROW,
    WHY,
    WITHHELD,
    Doubt,
    bare,
    control,
    doubt_control,
)
from pipelines.submissions.returned import Line, Table

LONGEST_REASON = 200


@dataclass(frozen=True)
class AnsweredRow:
    """One handed-out row as it came back: which cells are changed, and what is known of each.

    ``texts`` are the cells of the sender's columns: the new text where changed, the old one where it was shown, None where it
    is not known (and then ``known`` is false) or blank.
    """

    place: int
    sheet: str
    row: int
    texts: tuple[str | None, ...] = field(repr=False)
    changed: tuple[bool, ...]
    known: tuple[bool, ...]
    answer: str = ""
    why: str = field(default="", repr=False)


@dataclass(frozen=True)
class AnsweredDoubt:
    """A line about the file as a whole as it came back."""

    place: int
    doubt: Doubt
    answer: str = ""
    why: str = field(default="", repr=False)


def whole_file(check_id: str, message: str, table: Table | None = None, cells: str | None = None) -> Problem:
    """A problem that stops the receipt; one of the privacy stage refuses it."""
    stage = Stage.PRIVACY if check_id.startswith("privacy") else Stage.FILE
    return Problem(check_id, Severity.WHOLE_FILE, stage, message, table.sheet.name if table else None, cells)


def columns_problem(table: Table, columns: Sequence[FixColumn]) -> Problem | None:
    """Columns that are missing, renamed or new, by name."""
    expected = [*FIRST_COLUMNS, *(column.header.strip() for column in columns), CONTROL]
    gone = list((Counter(expected) - Counter(table.headers)).elements())
    new = list((Counter(table.headers) - Counter(expected)).elements())
    if not gone and not new and (len(set(expected)) == len(expected) or list(table.headers) == expected):
        return None
    told = [f"Missing: {', '.join(gone)}." if gone else "", f"{len(new)} columns are new." if new else ""]
    return whole_file(
        "file_receipt_columns_changed",
        " ".join(["The columns of this receipt were changed.", *(t for t in told if t)]),
        table,
        f"{table.header_row}:{table.header_row}",
    )


def read_rows(
    table: Table, columns: Sequence[FixColumn], handed: pa.Table, number: str, doubts: Sequence[Doubt] = ()
) -> tuple[list[AnsweredRow], list[AnsweredDoubt], list[Problem]]:
    """Every line as the row, or the doubt about the file, that was handed out, and what stops the receipt."""
    asked = {doubt_control(number, doubt): doubt for doubt in doubts}
    expected = [*FIRST_COLUMNS, *(column.header.strip() for column in columns), CONTROL]
    places = _places(table.headers, expected)
    known = {
        place: n
        for n, place in enumerate(
            zip(
                handed.column("source_sheet").to_pylist(),
                handed.column("source_row").to_pylist(),
                strict=True,
            )
        )
    }
    shown = [handed.column(text_name(n)).to_pylist() for n, _ in enumerate(columns)]
    strange, moved, rows, about_file = [], [], [], []
    seen: set[object] = set()
    for line in table.lines:
        cells = [line.texts[p] if p < len(line.texts) else "" for p in places]
        sheet, row, signs = cells[0], _whole(cells[1]), cells[-1].upper()
        if not cells[1] and signs in asked and signs not in seen:
            seen.add(signs)
            about_file.append(AnsweredDoubt(line.place, asked[signs], cells[3], " ".join(cells[4].split())))
        elif row is None or (sheet, row) not in known:
            strange.append(line.place)
        elif signs != control(number, sheet, row) or (sheet, row) in seen:
            moved.append(line.place)
        else:
            seen.add((sheet, row))
            own = cells[len(FIRST_COLUMNS) : -1]
            before = [column[known[sheet, row]] for column in shown]
            rows.append(_answered(line, (sheet, row), own, before, columns, cells[3], cells[4]))
    problems = []
    if strange or table.is_longer:
        problems.append(
            whole_file(
                "file_receipt_row_unknown",
                "This receipt holds lines for rows that were never handed out, or whose sheet or row number was changed.",
                table,
                cell_ranges(table.letter(ROW) or "B", np.array(strange)),
            )
        )
    if moved:
        problems.append(
            whole_file(
                "file_receipt_rows_moved",
                "Lines of this receipt no longer belong to their row: their numbers were moved, or a line stands twice.",
                table,
                cell_ranges(table.letter(ROW) or "B", np.array(moved)),
            )
        )
    return rows, about_file, problems


def _places(headers: Sequence[str], expected: Sequence[str]) -> list[int]:
    """Where each expected header stands; equal headers keep their order."""
    free: dict[str, list[int]] = {}
    for n, header in enumerate(headers):
        free.setdefault(header, []).append(n)
    return [free[header].pop(0) for header in expected]


def _whole(text: str) -> int | None:
    """A row number as any program writes it."""
    try:
        number = float(text.replace(",", ""))
    except ValueError:
        return None
    return int(number) if number == int(number) else None


def _answered(
    line: Line,
    where: tuple[str, int],
    cells: Sequence[str],
    before: Sequence[str | None],
    columns: Sequence[FixColumn],
    answer: str,
    why: str,
) -> AnsweredRow:
    texts, changed, known = [], [], []
    for cell, old, column in zip(cells, before, columns, strict=True):
        new = bare(cell)
        is_shown = column.shows and old != WITHHELD
        was = (old or "").strip() if is_shown else ""
        is_changed = new not in PLACEHOLDERS and new != was and (is_shown or new != "")
        changed.append(is_changed)
        known.append(is_changed or is_shown)
        texts.append((_chosen(new, column) or None) if is_changed else (old if is_shown else None))
    return AnsweredRow(
        line.place, *where, tuple(texts), tuple(changed), tuple(known), answer, " ".join(why.split())
    )


def _chosen(text: str, column: FixColumn) -> str:
    """The words of a code that was picked from the list, which shows the code behind them."""
    code_list = CODE_LISTS.get(column.code_list or "")
    for code in code_list.codes if code_list and CHOICE_DASH in text else ():
        if text == f"{code.label}{CHOICE_DASH}{code.code}":
            return code.label
    return text


def identifiers_typed(
    table: Table,
    rows: Sequence[AnsweredRow],
    doubts: Sequence[AnsweredDoubt],
    columns: Sequence[FixColumn],
) -> list[Problem]:
    """The privacy gate for what was typed: a cell or a reason that identifies somebody refuses the receipt."""
    problems = []
    for n, column in enumerate(columns):
        if not column.shows:
            continue
        typed = [(row.place, row.texts[n]) for row in rows if row.changed[n] and row.texts[n]]
        hits = _identifying(typed)
        if hits:
            problems.append(_typed(table, table.letter(column.header.strip()), hits))
    why = [(row.place, row.why) for row in rows if row.why] + [(d.place, d.why) for d in doubts if d.why]
    reasons = _identifying(why)
    if reasons:
        problems.append(_typed(table, table.letter(WHY), reasons))
    return problems


def _identifying(texts: Iterable[tuple[int, str | None]]) -> list[int]:
    """Lines whose text identifies somebody."""
    listed = list(texts)
    if not listed:
        return []
    fit = may_show(Texts(pa.array([text for _, text in listed], pa.string())), is_free_text=True)
    return [
        place for (place, text), good in zip(listed, fit, strict=True) if not good or identifying(text or "")
    ]


def _typed(table: Table, letter: str | None, lines: list[int]) -> Problem:
    return whole_file(
        "privacy_value_found",
        "Cells that were typed into this receipt hold what looks like a name or a number of a person. Nothing of the receipt was "
        "used. Take it out of the named cells and send the receipt again.",
        table,
        cell_ranges(letter or "A", np.array(lines)),
    )


def unclear(
    table: Table,
    rows: Sequence[AnsweredRow],
    doubts: Sequence[AnsweredDoubt],
    unlikely: set[tuple[str, int]],
) -> tuple[list[Problem], set[int]]:
    """Answers that cannot be followed, each told, and the lines they stand on; such lines change nothing."""
    told: list[tuple[str, str, list[int]]] = [
        (ANSWER, f"is neither {LEAVE_OUT} nor {IT_IS_RIGHT}", [r.place for r in rows if r.answer not in ("", LEAVE_OUT, IT_IS_RIGHT)]),
        (WHY, "is empty beside an answer; say why in a few words", [r.place for r in rows if r.answer in (LEAVE_OUT, IT_IS_RIGHT) and not r.why]),
        (ANSWER, f"says {IT_IS_RIGHT}, but nothing there only looks unlikely: correct the row or leave it out",
         [r.place for r in rows if r.answer == IT_IS_RIGHT and r.why and (r.sheet, r.row) not in unlikely]),
        (ANSWER, f"can only say {IT_IS_RIGHT} beside the file as a whole: correct it in your system and send a new export, or "
         "ask the coordinator to withdraw it", [d.place for d in doubts if d.answer not in ("", IT_IS_RIGHT)]),
        (WHY, "is empty beside what was said of the file; say why in a few words", [d.place for d in doubts if d.answer == IT_IS_RIGHT and not d.why]),
        (WHY, f"is longer than {LONGEST_REASON} letters", [*(r.place for r in rows if len(r.why) > LONGEST_REASON), *(d.place for d in doubts if len(d.why) > LONGEST_REASON)]),
    ]  # fmt: skip
    problems = [
        Problem(
            "row_receipt_answer_unclear",
            Severity.VALUE,
            Stage.ROW,
            f"The column {header} {what}. These lines change nothing.",
            table.sheet.name,
            cell_ranges(table.letter(header) or "D", np.array(places)),
            header,
            len(places),
        )
        for header, what, places in told
        if places
    ]
    return problems, {place for _, _, places in told for place in places}
