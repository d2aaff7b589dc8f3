"""What is told of a file's sheets as a whole: hidden, doubled or missing columns, totals, rows outside the period.

Problems of single cells come from staging, those of records from the suites.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.layouts.match import Match
from pipelines.layouts.period import Period, title_texts
from pipelines.layouts.template_sheets import stamped_version, version_mark
from pipelines.metadata.classes import Dataset
from pipelines.metadata.datasets import DATASETS
from pipelines.metadata.derive import field_title
from pipelines.problems import Problem, Severity, Stage
from pipelines.ranges import row_ranges
from pipelines.reading import Book, RowKind
from pipelines.settings import Retention
from pipelines.submissions.judged import Part


def hidden_sheets(book: Book) -> list[Problem]:
    """A note for each hidden sheet: those often hold names (Q22 of the quirks)."""
    return [
        Problem(
            "sheet_hidden",
            Severity.NOTE,
            Stage.SHEET,
            f"Sheet '{sheet.name}' is hidden. It was read like the others; look at it before you send the file.",
            sheet.name,
        )
        for sheet in book.sheets
        if not sheet.visible
    ]


def headers_twice(match: Match) -> list[Problem]:
    """Headers that stand twice and would both count (Q05 of the quirks)."""
    told = []
    for sheet in match.sheets:
        names = list(sheet.normal.values())
        counts = {*match.layout.written, *match.layout.helpers}
        for name in sorted({n for n in names if names.count(n) > 1 and n in counts}):
            letters = [letter for letter, normal in sheet.normal.items() if normal == name]
            told.append(
                Problem(
                    "sheet_header_twice",
                    Severity.WHOLE_FILE,
                    Stage.SHEET,
                    f"Columns {' and '.join(letters)} have the same header ({sheet.block.headers[letters[0]]}), so it is "
                    "not clear which one counts. Rename one of them and send the file again.",
                    sheet.sheet.name,
                    ", ".join(f"{letter}{sheet.block.header_row}" for letter in letters),
                )
            )
    return told


def headers_blank(match: Match) -> list[Problem]:
    """Columns that hold data under no header: left out, and told by their letters."""
    told = []
    for sheet in match.sheets:
        block, grid = sheet.block, sheet.sheet.grid
        data = pa.array(block.row_kinds == RowKind.DATA)
        counts = {
            letter: pc.sum(pc.match_substring_regex(grid.column(letter).filter(data), r"\S")).as_py() or 0
            for letter in grid.column_names
            if letter not in block.headers
        }
        letters = [letter for letter, count in counts.items() if count > 0]
        if letters:
            told.append(
                Problem(
                    "sheet_header_blank",
                    Severity.UNLIKELY,
                    Stage.SHEET,
                    f"{'Column' if len(letters) == 1 else 'Columns'} {', '.join(letters[:20])} of sheet '{sheet.sheet.name}' "
                    f"{'holds' if len(letters) == 1 else 'hold'} data under a blank header and "
                    f"{'was' if len(letters) == 1 else 'were'} left out. Write a header above the data, and send the file again "
                    "if the column matters.",
                    sheet.sheet.name,
                    ", ".join(f"{letter}{block.header_row}" for letter in letters[:40]),
                    rows_count=max(counts.values()),
                )
            )
    return told


def columns_absent(match: Match) -> list[Problem]:
    """Optional columns of the layout that a sheet lacks; the template may leave out what a site does not use."""
    if match.layout.built_in:
        return []
    told = []
    for sheet in match.sheets:
        present = set(sheet.normal.values())
        for normal, written in (match.layout.written | match.layout.helpers).items():
            if normal not in present:
                told.append(
                    Problem(
                        "sheet_column_absent",
                        Severity.VALUE,
                        Stage.SHEET,
                        f"The column {written} is missing. The rows are used and the field counts as unknown. "
                        "Send the column again if the system has it.",
                        sheet.sheet.name,
                        f"{sheet.block.header_row}:{sheet.block.header_row}",
                        written,
                    )
                )
    return told


def older_template(match: Match) -> list[Problem]:
    """A sheet on a template whose columns have changed since: it is read, and a newer one asks for more."""
    if not match.layout.built_in:
        return []
    today = version_mark(DATASETS[match.layout.dataset])
    return [
        Problem(
            "sheet_template_older",
            Severity.NOTE,
            Stage.SHEET,
            "The sheet stands on an older template and was read all the same. Write the new one with `samepage templates` and "
            "copy the rows over when you next work on it.",
            sheet.sheet.name,
        )
        for sheet in match.sheets
        if (stamped_version(title_texts(sheet)) or today) != today
    ]


def control_total(match: Match, parts: Sequence[Part], problems: list[Problem]) -> int | None:
    """The total that the file states; a difference from the rows read is told, never repaired."""
    stated = None
    for part in parts:
        total = part.matched.block.control_total
        if total is None:
            continue
        stated = (stated or 0) + total
        if total != len(part.rows):
            problems.append(
                Problem(
                    "sheet_total_differs",
                    Severity.UNLIKELY,
                    Stage.SHEET,
                    f"The file states a total of {total:,} and has {len(part.rows):,} rows. Check that the export "
                    "is whole.",
                    part.matched.sheet.name,
                    rows_count=abs(total - len(part.rows)),
                )
            )
    return stated


def no_rows(match: Match) -> Problem:
    """A header without rows, and no word that nothing happened (Q30 of the quirks)."""
    return Problem(
        "sheet_no_rows",
        Severity.WHOLE_FILE,
        Stage.SHEET,
        "The sheet has a header and no rows. If nothing happened, write it above the header (for example: "
        "No incidents to report, March 2025) so that it counts as a report; else export again.",
        match.sheets[0].sheet.name,
    )


def no_period() -> Problem:
    """Neither the file nor its rows tell a period."""
    return Problem(
        "table_no_period",
        Severity.WHOLE_FILE,
        Stage.TABLE,
        "No row has a date that tells the period. Check the date column, or write the month into the file's name "
        "or title (for example 2025-03).",
    )


def split_by_clock(
    dataset: Dataset, kept: pa.Table, clock: Retention, as_of: date
) -> tuple[pa.Table, list[Problem]]:
    """The rows of months whose rows are kept on ``as_of``, and for the others what becomes of them and of figures."""
    first_kept = clock.first_kept(as_of)
    if first_kept is None or dataset.period_field is None or not dataset.is_row_level:
        return kept, []
    dates = kept.column(dataset.period_field).cast(pa.timestamp("us"))
    first = pa.scalar(datetime(first_kept.year, first_kept.month, 1), pa.timestamp("us"))
    is_old = pc.fill_null(pc.less(dates, first), False)
    old = kept.filter(is_old)
    sheets = old.column("source_sheet")
    told = []
    for sheet in pc.unique(sheets).to_pylist():
        rows = old.filter(pc.equal(sheets, sheet)).column("source_row").to_numpy()
        told.append(
            Problem(
                "row_past_clock",
                Severity.NOTE,
                Stage.ROW,
                f"These rows are dated before {first_kept:%B %Y} ({field_title(dataset.period_field)}); rows are kept for "
                f"{clock.record_months} months. They are deleted with the next run, unless their case went on since. Figures of "
                "months whose rows were deleted before stay as they were counted then.",
                sheet,
                row_ranges(rows),
                field_title(dataset.period_field),
                int(rows.size),
            )
        )
    return kept.filter(pc.invert(is_old)), told


def outside_period(period: Period | None, dataset: Dataset, kept: pa.Table) -> list[Problem]:
    """Rows dated outside the period: late entries, told and used for the month they belong to."""
    if period is None or dataset.period_field is None:
        return []
    dates = kept.column(dataset.period_field).cast(pa.timestamp("us"))
    start = pa.scalar(datetime(period.start.year, period.start.month, period.start.day), pa.timestamp("us"))
    end = pa.scalar(
        datetime(period.end.year, period.end.month, period.end.day) + timedelta(days=1), pa.timestamp("us")
    )
    outside = pc.fill_null(pc.or_(pc.less(dates, start), pc.greater_equal(dates, end)), False)
    count = pc.sum(outside).as_py() or 0
    if not count:
        return []
    late = kept.filter(outside)
    sheets = late.column("source_sheet")
    told = []
    for sheet in pc.unique(sheets).to_pylist():
        rows = late.filter(pc.equal(sheets, sheet)).column("source_row").to_numpy()
        told.append(
            Problem(
                "row_outside_period",
                Severity.NOTE,
                Stage.ROW,
                f"These rows are dated outside {period.label} ({field_title(dataset.period_field)}). They are used for "
                "the month they belong to; nothing to do if they are late entries or updates.",
                sheet,
                row_ranges(rows),
                field_title(dataset.period_field),
                int(rows.size),
            )
        )
    return told
