"""The walk of one file: reading, gate, layout, staging, checks, account, verdict.

``judge_file`` is the whole walk without storing anything; ``samepage check`` stops there, ``samepage run`` saves it.
Every outcome, refusal included, has an account of rows and cells that balances.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.checks import Check, run_suite
from pipelines.layouts.match import Match, MatchedSheet, match_layout
from pipelines.layouts.model import Layout
from pipelines.layouts.period import Period, dated_period, title_texts, told_period
from pipelines.metadata.classes import Dataset, Kind, Privacy
from pipelines.metadata.datasets import DATASETS
from pipelines.metadata.derive import field_title, record_schema
from pipelines.privacy.detectors import classify_header, identifying
from pipelines.privacy.gate import GatedColumns, gate_columns, scan_names, scan_values
from pipelines.privacy.keys import SiteKey
from pipelines.problems import Problem, Severity, Stage
from pipelines.ranges import row_ranges
from pipelines.reading import (
    Book,
    ReaderPool,
    RowKind,
    Sheet,
    Tally,
    Unreadable,
    tally_cells,
    tally_rows,
    tally_unused_sheet,
)
from pipelines.settings import COORDINATOR, Agency, SiteSettings
from pipelines.staging.stage import StagedSheet, StagingContext, stage_sheet
from pipelines.submissions.nil import find_nil_report
from pipelines.submissions.verdict import Status, judge, too_many_held

OUTSIDE_FILTER = "outside the layout's filter"
REFUSED = "file refused"
NOT_ACCEPTED = "file not accepted"
_HEADER_SEARCH = 25
_WITHHELD = "(header withheld)"
# Patterns that refuse a file wherever they stand, even on a sheet that is not used.
_NEVER = ("privacy_victim_column", "privacy_person_number_column", "privacy_advocacy_rows")


@dataclass(frozen=True)
class IntakeContext:
    """What every file is judged with; made once per run."""

    settings: SiteSettings
    layouts: Mapping[str, list[Layout]]  # by agency code
    words: Mapping[str, Mapping[str, str]]
    suites: Path
    catalogue: Mapping[str, Check]
    key: SiteKey
    pool: ReaderPool

    @property
    def agencies(self) -> dict[str, Agency]:
        """Agencies by code."""
        return {agency.code: agency for agency in self.settings.agencies}


@dataclass
class Judged:
    """A judged file: its verdict, its account, its problems, and its records where it is accepted."""

    status: Status
    agency_code: str
    dataset: str | None = None
    layout: Layout | None = None
    period: Period | None = None
    rows: Tally = field(default_factory=Tally)
    cells: Tally = field(default_factory=Tally)
    problems: list[Problem] = field(default_factory=list)
    records: pa.Table | None = None
    control_total: int | None = None
    sheets: list[dict[str, Any]] = field(default_factory=list)
    columns: list[dict[str, Any]] = field(default_factory=list)
    checks: dict[str, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class _Part:
    """One matched sheet with what gate and staging made of it."""

    matched: MatchedSheet
    gated: GatedColumns
    rows: np.ndarray  # Excel row numbers of the data rows
    staged: StagedSheet | None


def judge_file(
    path: Path, agency_code: str, received: datetime, context: IntakeContext, only_dataset: str | None = None
) -> Judged:
    """Judge one file without storing anything. Never raises for what a file holds."""
    problems: list[Problem] = []
    if agency_code not in context.layouts:
        problems.append(
            Problem(
                "file_unknown_agency",
                Severity.WHOLE_FILE,
                Stage.FILE,
                f"The folder {agency_code} belongs to no agency of this site. Move the file into the folder of its "
                "agency, or add the agency to inputs/site/site.yaml.",
            )
        )
        return Judged(Status.NOT_ACCEPTED, agency_code, problems=problems)
    try:
        book = context.pool.read(path)
    except Unreadable as unreadable:
        return Judged(judge([unreadable.problem]), agency_code, problems=[unreadable.problem])
    problems.extend(book.notes)
    problems.extend(scan_names(path.name, [sheet.name for sheet in book.sheets]))
    book = _without_identifying_names(book)
    problems.extend(_hidden_sheets(book))
    layouts = context.layouts[agency_code]
    first = match_layout(book, layouts, only_dataset)
    if isinstance(first, list):
        nil = find_nil_report(book, layouts, path.name)
        if nil is not None:
            layout, period = nil
            return _nil_report(agency_code, layout, period, book, problems)
        agency = context.agencies.get(agency_code)
        is_justice = agency_code != COORDINATOR and (agency is None or agency.area != "advocacy")
        return _unmatched(agency_code, book, problems + _refused_heads(book.sheets, is_justice), first)
    return _matched_in_time(
        book, first, layouts, only_dataset, agency_code, path, received, context, problems
    )


def _matched_in_time(
    book: Book,
    match: Match,
    layouts: list[Layout],
    only_dataset: str | None,
    agency_code: str,
    path: Path,
    received: datetime,
    context: IntakeContext,
    problems: list[Problem],
) -> Judged:
    """Judge by the layout that was valid in the file's period.

    The period is known only once the dates are read, so a layout that turns out to be too new gives way to the one
    before it; where none was valid then, the best match stays.
    """
    best: Judged | None = None
    while True:
        judged = _matched(agency_code, match, path, received, context, list(problems))
        best = best or judged
        chosen = match.layout
        is_valid = judged.period is not None and chosen.version.valid_from <= judged.period.end
        older = [
            layout
            for layout in layouts
            if (layout.dataset, layout.stream) == (chosen.dataset, chosen.stream)
            and layout.version.valid_from < chosen.version.valid_from
        ]
        if is_valid or judged.status is Status.REFUSED or not older:
            return judged if is_valid else best
        again = match_layout(book, older, only_dataset)
        if isinstance(again, list):
            return best
        match = again


def _without_identifying_names(book: Book) -> Book:
    """The book with numbers in place of sheet names that identify somebody."""
    sheets = tuple(
        replace(sheet, name=f"Sheet {number} (name withheld)") if identifying(sheet.name) else sheet
        for number, sheet in enumerate(book.sheets, start=1)
    )
    return replace(book, sheets=sheets)


def _hidden_sheets(book: Book) -> list[Problem]:
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


def _refused_heads(
    sheets: Iterable[Sheet], is_justice: bool, only: Collection[str] | None = None
) -> list[Problem]:
    """Refusals by the words that head the columns of sheets that no layout fits: clients, names, government numbers.

    ``only`` names the problems looked for, all where None.
    """
    found: dict[tuple[str, str], Problem] = {}
    for sheet in sheets:
        head = sheet.grid.slice(0, _HEADER_SEARCH)
        columns = {letter: head.column(letter).to_pylist() for letter in head.column_names}
        for position in _head_rows(list(columns.values())):
            for letter, texts in columns.items():
                text = texts[position]
                met = classify_header(text, is_justice) if text and len(text) < 60 else None
                if met is None or met[1] is not Privacy.REFUSE or (only and met[0].refusal_id not in only):
                    continue
                check_id, cell = met[0].refusal_id, f"{letter}{position + 1}"
                totals = "; advocacy programs send monthly totals only, on the template."
                found.setdefault(
                    (sheet.name, check_id),
                    Problem(
                        check_id,
                        Severity.WHOLE_FILE,
                        Stage.PRIVACY,
                        f"Cell {cell} of sheet '{sheet.name}' heads a column about {met[0].name}. Nothing of the file was "
                        "loaded. Take the column out and send the file again"
                        + (totals if check_id == "privacy_advocacy_rows" else "."),
                        sheet.name,
                        cell,
                    ),
                )
    return list(found.values())


def _head_rows(columns: list[list[str | None]]) -> list[int]:
    """Rows that may head a table: down to the first that is at least half as wide as the widest, titles left out."""
    widths = [sum(bool(text and text.strip()) for text in row) for row in zip(*columns, strict=True)]
    widest = max(widths, default=0)
    if widest < 2:
        return [position for position, width in enumerate(widths) if width][:1]
    last = next(position for position, width in enumerate(widths) if 2 * width >= widest and width >= 2)
    return [position for position, width in enumerate(widths[: last + 1]) if width >= 2]


def _unmatched(agency_code: str, book: Book, problems: list[Problem], mismatch: list[Problem]) -> Judged:
    refused = any(p.stage is Stage.PRIVACY and p.severity is Severity.WHOLE_FILE for p in problems)
    problems = problems if refused else problems + mismatch
    reason = REFUSED if refused else NOT_ACCEPTED
    cells, rows = _unused([(sheet, reason) for sheet in book.sheets])
    sheets = [{"name": s.name, "used": False, "rows": s.grid.num_rows, "reason": reason} for s in book.sheets]
    return Judged(judge(problems), agency_code, rows=rows, cells=cells, problems=problems, sheets=sheets)


def _nil_report(
    agency_code: str, layout: Layout, period: Period | None, book: Book, problems: list[Problem]
) -> Judged:
    cells, rows = _unused([(sheet, "nil report") for sheet in book.sheets])
    if period is None:
        problems = [*problems, _no_period()]
    return Judged(
        judge(problems, is_nil_report=True),
        agency_code,
        layout.dataset,
        layout,
        period,
        rows,
        cells,
        problems,
        sheets=[
            {"name": s.name, "used": True, "rows": s.grid.num_rows, "reason": "nil report"}
            for s in book.sheets
        ],
    )


def _unused(sheets: list[tuple[Sheet, str]]) -> tuple[Tally, Tally]:
    cells, rows = Tally(), Tally()
    for sheet, reason in sheets:
        more_cells, more_rows = tally_unused_sheet(sheet.grid, reason)
        cells, rows = cells + more_cells, rows + more_rows
    return cells, rows


def _matched(
    agency_code: str,
    match: Match,
    path: Path,
    received: datetime,
    context: IntakeContext,
    problems: list[Problem],
) -> Judged:
    layout, dataset = match.layout, DATASETS[match.layout.dataset]
    match = _without_identifying_headers(match, problems)
    problems.extend(match.problems)
    problems.extend(_refused_heads(match.other_sheets, not dataset.is_coordinator, _NEVER))
    judged = Judged(Status.NOT_ACCEPTED, agency_code, layout.dataset, layout, problems=problems)
    parts = [_gate(sheet, layout, dataset) for sheet in match.sheets]
    for part in parts:
        problems.extend(part.gated.problems)
    problems.extend(_twice(match))
    problems.extend(_absent(match))
    parts = [_stage(part, dataset, layout, received, context, problems) for part in parts]
    records = _combined(dataset, parts)
    _describe_sheets(judged, match, parts)
    judged.control_total = _control_total(match, parts, problems)
    judged.period = _period(layout, dataset, match, path, records)
    data_rows = sum(len(part.rows) for part in parts)
    if data_rows == 0 and not _is_blocked(problems):
        whole = Book("", (*(s.sheet for s in match.sheets), *match.other_sheets))
        nil = find_nil_report(whole, [layout], path.name, is_empty_table=True)
        if nil is not None:
            return _nil_report(agency_code, layout, nil[1], whole, problems)
        problems.append(_no_rows(match))
    elif judged.period is None and dataset.period_field and not _is_blocked(problems):
        problems.append(_no_period())
    _judge_records(judged, dataset, parts, records, context)
    _account(judged, match, parts)
    return judged


def _judge_records(
    judged: Judged, dataset: Dataset, parts: list[_Part], records: pa.Table, context: IntakeContext
) -> None:
    """Checks over the rows that would be used, then the verdict; records stay only with an accepted file."""
    problems = judged.problems
    kept = _kept(records, parts)
    if not _is_blocked(problems) and kept.num_rows:
        problems.extend(_outside_period(judged.period, dataset, kept))
        result = run_suite(context.suites, dataset.name, kept, _letters(parts, judged), context.catalogue)
        problems.extend(result.problems)
        judged.checks = result.passed
        held = sum(int(part.staged.held.sum()) for part in parts if part.staged)
        filtered = sum(int(part.staged.filtered.sum()) for part in parts if part.staged)
        sunk = too_many_held(held, records.num_rows - filtered, dataset.held_rows_limit)
        problems.extend([sunk] if sunk else [])
    elif not _is_blocked(problems) and records.num_rows:
        held = sum(int(part.staged.held.sum()) for part in parts if part.staged)
        sunk = too_many_held(held, max(held, 1), dataset.held_rows_limit)
        problems.extend([sunk] if sunk else [])
    judged.status = judge(problems)
    if judged.status.counts:
        judged.records = kept


def _gate(sheet: MatchedSheet, layout: Layout, dataset: Dataset) -> _Part:
    gated = gate_columns(
        sheet.sheet.name,
        sheet.block.headers,
        sheet.normal,
        layout.columns,
        frozenset(layout.helpers),
        dataset,
        sheet.block.header_row + sheet.block.header_rows - 1,
    )
    rows = np.flatnonzero(sheet.block.row_kinds == RowKind.DATA) + 1
    return _Part(sheet, gated, rows, None)


def _stage(
    part: _Part,
    dataset: Dataset,
    layout: Layout,
    received: datetime,
    context: IntakeContext,
    problems: list[Problem],
) -> _Part:
    """Stage a sheet's data rows, unless the gate has refused the file already."""
    if _is_blocked(problems):
        return part
    sheet = part.matched
    letters = {sheet.normal[letter]: letter for letter in part.gated.used}
    grid = sheet.sheet.grid.select(sorted(part.gated.used, key=lambda x: (len(x), x))).take(
        pa.array(part.rows - 1)
    )
    as_text = {
        letter: sheet.block.headers[letter]
        for letter in part.gated.used
        for rule in layout.columns.get(sheet.normal[letter], ())
        if rule.to and dataset.field(rule.to).kind is Kind.TEXT
    }
    found = scan_values(sheet.sheet.name, grid, as_text, part.rows, may_be_long=dataset.is_coordinator)
    problems.extend(found)
    if found:
        return part
    staged = stage_sheet(
        sheet.sheet.name,
        grid,
        part.rows,
        letters,
        {letter: sheet.block.headers[letter] for letter in part.gated.used},
        StagingContext(
            dataset,
            layout,
            context.words,
            context.agencies,
            context.key.derive("pseudonyms"),
            f"{received.date() + timedelta(days=2)}",
        ),
    )
    problems.extend(staged.problems)
    return _Part(sheet, part.gated, part.rows, staged)


def _is_blocked(problems: list[Problem]) -> bool:
    return any(problem.severity is Severity.WHOLE_FILE for problem in problems)


def _combined(dataset: Dataset, parts: list[_Part]) -> pa.Table:
    tables = [part.staged.records for part in parts if part.staged is not None]
    return pa.concat_tables(tables) if tables else record_schema(dataset).empty_table()


def _kept(records: pa.Table, parts: list[_Part]) -> pa.Table:
    masks = [~(part.staged.held | part.staged.filtered) for part in parts if part.staged is not None]
    return records.filter(pa.array(np.concatenate(masks))) if masks else records


def _letters(parts: list[_Part], judged: Judged) -> dict[tuple[str, str], str]:
    """The column letter of each field by sheet, so that a check can name cells."""
    assert judged.layout is not None
    found: dict[tuple[str, str], str] = {}
    for part in parts:
        for letter in part.gated.used:
            for rule in judged.layout.columns.get(part.matched.normal[letter], ()):
                if rule.to:
                    found.setdefault((part.matched.sheet.name, rule.to), letter)
    return found


def _period(layout: Layout, dataset: Dataset, match: Match, path: Path, records: pa.Table) -> Period | None:
    rule = layout.version.period
    texts = (
        [path.name]
        if rule.source == "file_name"
        else [t for sheet in match.sheets for t in title_texts(sheet)]
    )
    told = told_period(rule, texts)
    if told is not None:
        return told
    if dataset.period_field is None or dataset.period_field not in records.column_names:
        return None
    return dated_period(records.column(dataset.period_field))


def _outside_period(period: Period | None, dataset: Dataset, kept: pa.Table) -> list[Problem]:
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


def _without_identifying_headers(match: Match, problems: list[Problem]) -> Match:
    """The match with plain words in place of headers that hold an identifier; each is a refusal."""
    sheets = []
    for sheet in match.sheets:
        headers = dict(sheet.block.headers)
        for letter, header in sheet.block.headers.items():
            what = identifying(header)
            if what is None:
                continue
            headers[letter] = _WITHHELD
            cell = f"{letter}{sheet.block.header_row}"
            problems.append(
                Problem(
                    "privacy_name_found",
                    Severity.WHOLE_FILE,
                    Stage.PRIVACY,
                    f"The header in {cell} of sheet '{sheet.sheet.name}' holds what looks like {what}. Nothing of the file "
                    "was loaded. Change the header and send the file again.",
                    sheet.sheet.name,
                    cell,
                )
            )
        sheets.append(replace(sheet, block=replace(sheet.block, headers=headers)))
    return replace(match, sheets=tuple(sheets))


def _twice(match: Match) -> list[Problem]:
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


def _absent(match: Match) -> list[Problem]:
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


def _control_total(match: Match, parts: list[_Part], problems: list[Problem]) -> int | None:
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


def _no_rows(match: Match) -> Problem:
    return Problem(
        "sheet_no_rows",
        Severity.WHOLE_FILE,
        Stage.SHEET,
        "The sheet has a header and no rows. If nothing happened, write it above the header (for example: "
        "No incidents to report, March 2025) so that it counts as a report; else export again.",
        match.sheets[0].sheet.name,
    )


def _no_period() -> Problem:
    return Problem(
        "table_no_period",
        Severity.WHOLE_FILE,
        Stage.TABLE,
        "No row has a date that tells the period. Check the date column, or write the month into the file's name "
        "or title (for example 2025-03).",
    )


def _describe_sheets(judged: Judged, match: Match, parts: list[_Part]) -> None:
    assert judged.layout is not None
    dataset = DATASETS[judged.layout.dataset]
    for part in parts:
        name = part.matched.sheet.name
        judged.sheets.append({"name": name, "used": True, "rows": len(part.rows), "reason": ""})
        for letter, header in part.matched.block.headers.items():
            rules = judged.layout.columns.get(part.matched.normal[letter], ())
            fields = [field_title(rule.to) for rule in rules if rule.to]
            treatment = part.gated.treatment.get(letter, "not mapped")
            judged.columns.append(
                {
                    "sheet": name,
                    "column": letter,
                    "header": header,
                    "became": ", ".join(fields) if letter in part.gated.used and fields else None,
                    "treatment": treatment,
                }
            )
    for sheet in match.other_sheets:
        judged.sheets.append(
            {"name": sheet.name, "used": False, "rows": sheet.grid.num_rows, "reason": "sheet not used"}
        )
        if sheet.grid.num_rows:
            judged.problems.append(
                Problem(
                    "sheet_not_used",
                    Severity.NOTE,
                    Stage.SHEET,
                    f"Sheet '{sheet.name}' holds no table of {dataset.title.lower()} and was left out.",
                    sheet.name,
                )
            )


def _account(judged: Judged, match: Match, parts: list[_Part]) -> None:
    """The account of every row and cell; an imbalance is our failure and stops the file.

    Rows of a file that is not accepted are held as a whole; of a refused one they are left out as a whole.
    """
    cells, rows = Tally(), Tally()
    refused = judged.status is Status.REFUSED
    for part in parts:
        block = part.matched.block
        grid = part.matched.sheet.grid
        if refused:
            more_cells, more_rows = tally_unused_sheet(grid, REFUSED)
        else:
            held = np.zeros(grid.num_rows, dtype=bool)
            outside = np.zeros(grid.num_rows, dtype=bool)
            if part.staged is not None:
                outside[part.rows - 1] = part.staged.filtered
                held[part.rows - 1] = part.staged.held if judged.status.counts else True
            else:
                held[part.rows - 1] = True
            left_out = {OUTSIDE_FILTER: outside}
            more_cells = tally_cells(
                grid, block.row_kinds, part.gated.used, held, part.gated.left_out, left_out
            )
            more_rows = tally_rows(block.row_kinds, held, left_out)
        cells, rows = cells + more_cells, rows + more_rows
    for sheet in match.other_sheets:
        more_cells, more_rows = tally_unused_sheet(sheet.grid, REFUSED if refused else "sheet not used")
        cells, rows = cells + more_cells, rows + more_rows
    judged.cells, judged.rows = cells, rows
    if not (cells.balances() and rows.balances()):
        raise AssertionError("the account of rows and cells does not balance")
