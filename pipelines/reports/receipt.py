"""The receipt: one small workbook per file, for the person who sent it. The verdict first, then what to do.

Made from the submission's manifest, its problems and what it hands back. A value of the file stands only on *Fix these* and
*Unknown codes*, where ``privacy/shown.py`` lets it. The sheets stand in the sibling modules ``receipt_*.py``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipelines.problems import Problem
from pipelines.reports.kit import Book, Cell, Column, Imprint, Sheet, add_table
from pipelines.reports.receipt_between import add_between
from pipelines.reports.receipt_changes import add_changes
from pipelines.reports.receipt_codes import add_code_lists, add_codes, lists_needed
from pipelines.reports.receipt_fix import add_fix_rows
from pipelines.reports.receipt_handed import NOTHING, Handed
from pipelines.reports.receipt_plan import FixPlan, plan_fix
from pipelines.reports.receipt_problems import add_problems, grouped
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
    handed: Handed | None,
    path: Path,
    guidance: Mapping[str, str] | None = None,
) -> None:
    """Writes the receipt of one file.

    ``handed`` is what the sender can correct and send back; ``guidance`` gives the words "what to do" by check id.
    """
    handed = handed or NOTHING
    received = dt.datetime.fromisoformat(str(manifest["received_ts"]))
    imprint = Imprint(
        f"{TITLE}: {manifest['file_name']}",
        str(manifest["agency_name"]),
        f"{manifest['dataset_title'] or 'kind of export not known'}, {manifest['period_label'] or 'period not known'}",
        received.date(),
    )
    groups = grouped(problems, guidance or {})
    fix = plan_fix(manifest, handed, guidance or {}, problems)
    lists = lists_needed(manifest, handed)
    with Book(path, imprint) as book:
        add_verdict(book, manifest, groups, _places(manifest, handed, fix))
        add_problems(book, groups, fix)
        if fix is not None:
            add_fix_rows(book, fix, lists)
        add_codes(book, manifest, handed, lists)
        add_between(book, manifest)
        add_changes(book, manifest.get("changes"))
        _add_columns(book, manifest.get("columns") or [])
        add_code_lists(book, lists)


def _places(manifest: Mapping[str, Any], handed: Handed, fix: FixPlan | None) -> dict[str, int]:
    """How many lines wait on the sheets that can be filled in, or stand on that of other registers."""
    return {
        "rows": len(fix.rows) if fix else 0,
        "asked": len(fix.asked) if fix else 0,
        "codes": handed.codes.num_rows,
        "between": len(manifest.get("between") or ()),
    }


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
