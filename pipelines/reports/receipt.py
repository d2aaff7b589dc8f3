"""The receipt: one small workbook per file, for the person who sent it. The verdict first, then what to do.

Made from the submission's manifest and its problems alone; a value of the file stands only on the "Held rows" sheet,
which the caller fills with the sender's own rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from pipelines.problems import Problem, worst_first
from pipelines.reports.kit import Book, Cell, Column, Imprint, Sheet, add_table, plain, status_cell
from pipelines.reports.kit.cells import FILE_STATUSES, SEVERITIES
from pipelines.reports.receipt_verdict import add_verdict

TITLE = "Receipt"
_TREATMENTS = {
    "kept": ("tone_good", "● kept"),
    "pseudonymised": ("tone_fair", "◐ replaced by a code"),
    "generalised": ("tone_fair", "◐ made coarser"),
    "dropped for privacy": ("tone_work", "■ removed for privacy"),
    "not mapped": ("tone_care", "□ not used"),
}
_REASONS = {"kept": "Kept as sent.", "pseudonymised": "Kept only as a code that cannot be read back; the number itself is not stored.",
            "generalised": "Kept in a coarser form, for example an age band or a month.",
            "dropped for privacy": "Removed before anything was stored, because it may identify a person.",
            "not mapped": "The agreed layout does not name this column, so it was not read. Tell us if it matters."}  # fmt: skip


def write_receipt(
    manifest: Mapping[str, Any],
    problems: Sequence[Problem],
    held: pd.DataFrame | None,
    path: Path,
    guidance: Mapping[str, str] | None = None,
) -> None:
    """Writes the receipt of one file.

    ``held`` holds the rows that wait for a correction, as the agency sent them; ``guidance`` gives the words
    "how to fix" by check id.
    """
    received = dt.datetime.fromisoformat(str(manifest["received_ts"]))
    imprint = Imprint(
        f"{TITLE}: {manifest['file_name']}",
        str(manifest["agency_name"]),
        f"{manifest['dataset_title']}, {manifest['period_label']}",
        received.date(),
    )
    ordered = worst_first(list(problems))
    with Book(path, imprint) as book:
        add_verdict(book, manifest, ordered)
        _add_problems(book, ordered, guidance or {})
        _add_columns(book, manifest.get("columns") or [])
        _add_codes(book, manifest.get("unmapped_codes") or [])
        if held is not None and len(held):
            _add_held(book, held)


def receipt_text(manifest: Mapping[str, Any], problems: Sequence[Problem]) -> str:
    """The receipt as plain text, for a terminal or a .txt file beside the workbook."""
    rows = manifest["rows"]
    status = FILE_STATUSES.get(str(manifest["status"]))
    lines = [
        f"{manifest.get('status_words') or (status.word if status else manifest['status'])}: {manifest['file_name']}",
        str(manifest["verdict_sentence"]),
        f"{manifest['dataset_title']}, {manifest['period_label']}, {manifest['agency_name']}.",
        f"Rows: {rows['in_file']:,} in the file = {rows['used']:,} used + {rows['blank']:,} blank"
        f" + {rows['held']:,} held + {rows['left_out']:,} left out.",
    ]
    ordered = worst_first(list(problems))
    if ordered:
        lines += ["", f"Problems, worst first ({len(ordered)}):"]
        for problem in ordered:
            place = _place(problem)
            lines.append(
                f"- {SEVERITIES[problem.severity].word}: {problem.message}" + (f" [{place}]" if place else "")
            )
    lines += ["", f"Next: {manifest['next_step']}", f"Receipt number: {manifest['submission_id']}"]
    return "\n".join(lines) + "\n"


def _place(problem: Problem) -> str:
    return ", ".join(part for part in (problem.sheet, problem.cells, problem.column) if part)


def _add_problems(book: Book, problems: Sequence[Problem], guidance: Mapping[str, str]) -> None:
    rows = [
        [
            status_cell(SEVERITIES, problem.severity.value),
            Cell(problem.message),
            Cell(problem.sheet),
            Cell(problem.cells),
            Cell(problem.rows_count or None),
            Cell(problem.column),
            Cell(guidance.get(problem.check_id)),
            Cell(problem.check_id),
        ]
        for problem in problems
    ]
    columns = [
        Column("How bad", "text", 18),
        Column("What is wrong", "strong", 56),
        Column("Sheet", "text", widest=18),
        Column("Cells", "text", 22),
        Column("Rows", "count", 9),
        Column("Column", "text", widest=22),
        Column("How to fix it", "text", 46),
        Column("Check", "muted", widest=30),
    ]
    words = Sheet(
        "Problems",
        "Everything that was found, the worst first.",
        "Problems, the worst first",
        "Cells are Excel cells in your own file. Fix from the top: what stops the file first, then held rows, then single values.",
        tuple(status.text for status in SEVERITIES.values()),
        empty="No problem was found. Thank you.",
    )
    add_table(book, words, columns, rows, freeze_columns=1)


def _add_columns(book: Book, found: Sequence[Mapping[str, Any]]) -> None:
    rows = []
    for column in found:
        treatment = str(column["treatment"])
        look, words = _TREATMENTS.get(treatment, ("tone_open", treatment))
        became = column.get("became")
        rows.append(
            [
                Cell(column.get("sheet")),
                Cell(column["header"]),
                Cell(words, look),
                Cell(became),
                Cell(_REASONS.get(treatment)),
            ]
        )
    columns = [
        Column("Sheet", "text", widest=24),
        Column("Column in your file", "strong", widest=44),
        Column("What happened", "text", 26),
        Column("Became", "text", widest=40),
        Column("In words", "muted", 60),
    ]
    words_ = Sheet(
        "Columns",
        "What became of each column of the file.",
        "What became of each column",
        "Every column of the sheets that were read. Nothing is dropped without being named here.",
        empty="No column was read.",
    )
    add_table(book, words_, columns, rows, freeze_columns=2)


def _add_codes(book: Book, found: Sequence[Mapping[str, Any]]) -> None:
    if not found:
        return
    rows = [
        [
            plain(code.get("column")),
            plain(code.get("field")),
            plain(str(code.get("code_list") or "").replace("_", " ")),
            plain(code.get("spelling_count")),
            plain(code.get("cells")),
        ]
        for code in found
    ]
    columns = [
        Column("Column in your file", "strong", widest=36),
        Column("Field", "text", widest=32),
        Column("Code list", "text", widest=28),
        Column("Spellings not known", "count", 13),
        Column("Cells", "text", 60),
    ]
    words = Sheet(
        "Unknown codes",
        "Codes in the file that no list explains: they count as unknown until somebody says what they mean.",
        "Codes that are not known yet",
        "Tell us what each spelling in these cells means; it is added to your agency's code list, and counts from then on.",
    )
    add_table(book, words, columns, rows, freeze_columns=1)


def _add_held(book: Book, held: pd.DataFrame) -> None:
    columns = [Column(str(name), "text", widest=34) for name in held.columns]
    rows = [[plain(value) for value in values] for values in held.itertuples(index=False, name=None)]
    words = Sheet(
        "Held rows",
        "Your own rows that wait for a correction. Correct them in your system and send the file again.",
        "Rows that wait for a correction",
        "These rows are not counted yet. Correct them at the source and send the whole file again; this sheet is not read back.",
    )
    add_table(book, words, columns, rows, freeze_columns=1)
