"""The walk of one file: reading, gate, layout, staging, checks, account, verdict.

``judge_file`` is the whole walk without storing anything; ``samepage check`` stops there, ``samepage run`` saves it.
Every outcome, refusal included, has an account of rows and cells that balances.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa

from pipelines.checks import run_suite
from pipelines.layouts.match import Match, MatchedSheet, match_layout, nearest_layout
from pipelines.layouts.model import Layout
from pipelines.layouts.period import Period, dated_period, title_texts, told_period, usual_period
from pipelines.metadata.classes import Dataset
from pipelines.metadata.datasets import DATASETS
from pipelines.privacy.gate import gate_columns
from pipelines.problems import Problem, Severity, Stage
from pipelines.reading import Book, RowKind, Unreadable
from pipelines.staging.stage import stage_sheet
from pipelines.submissions.acceptance import accept_known, beside_history, over_limits, unread_by_field
from pipelines.submissions.answered import judge_returned
from pipelines.submissions.confirmed_rows import carry_confirmations
from pipelines.submissions.content import content_digest
from pipelines.submissions.file_doubts import ask_about_file
from pipelines.submissions.fix_columns import fix_columns
from pipelines.submissions.fix_rows import hand_back
from pipelines.submissions.group_rows import at_rows, group_rows_without_rule, with_groups
from pipelines.submissions.heads import (
    NEVER,
    refused_heads,
    without_identifying_headers,
    without_identifying_names,
)
from pipelines.submissions.judged import (
    IntakeContext,
    Judged,
    Part,
    account,
    combined,
    describe_sheets,
    field_letters,
    kept_rows,
    letters_by_record,
    rows_of,
)
from pipelines.submissions.looked_over import (
    is_advocacy,
    is_justice,
    is_refused,
    look_at_names,
    look_at_part,
    look_at_unused,
    near_totals,
    not_totals,
)
from pipelines.submissions.month_problems import part_of_month, says_period, wrong_month
from pipelines.submissions.mou_gate import gate_problem
from pipelines.submissions.nil import find_nil_report
from pipelines.submissions.returned import find_returned
from pipelines.submissions.said_once import said_once
from pipelines.submissions.sheet_facts import column_facts, hidden_and_remarks
from pipelines.submissions.sheet_problems import (
    columns_absent,
    control_total,
    headers_blank,
    headers_twice,
    hidden_sheets,
    no_period,
    no_rows,
    older_template,
    outside_period,
    split_by_clock,
)
from pipelines.submissions.store import file_digest
from pipelines.submissions.survivors import consent_problems, growth_problems, people_by_wave, waves_before
from pipelines.submissions.verdict import Status, judge
from pipelines.submissions.without_rows import nil_report, unmatched

__all__ = ["IntakeContext", "Judged", "judge_file"]
_HEAD_ROWS = 5


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
    if agency_code in context.without_annex:
        name = context.agencies[agency_code].name
        problems.append(gate_problem(name, context.settings.mou_gate, context.catalogue))
    try:
        book = context.pool.read(path)
    except Unreadable as unreadable:
        problems.append(unreadable.problem)
        return Judged(judge(problems), agency_code, problems=problems)
    file = _File(path, agency_code, received, context)
    with ThreadPoolExecutor(
        1
    ) as beside:  # hashing lets go of Python's lock: it costs no time of a second processor
        content = beside.submit(content_digest, book, context.key.derive("content"))
        judged = _judge_book(file, book, only_dataset, problems)
        judged.content_digest = judged.content_digest or content.result()
    judged.problems = said_once(judged.problems, judged.columns)
    ask_about_file(judged, context.catalogue)
    return judged


def _judge_book(file: _File, book: Book, only_dataset: str | None, problems: list[Problem]) -> Judged:
    """Judge a file that could be read."""
    path, agency_code, received, context = file.path, file.agency_code, file.received, file.context
    problems.extend(book.notes)
    problems.extend(look_at_names(path, agency_code, book))
    book = without_identifying_names(book)
    returned = find_returned(book)
    if returned is not None:
        return judge_returned(book, returned, problems, (agency_code, received, file_digest(path)), context)
    problems.extend([*hidden_sheets(book), *hidden_and_remarks(book)])
    layouts = context.layouts[agency_code]
    first = match_layout(book, layouts, only_dataset)
    if isinstance(first, list):
        nil = find_nil_report(book, layouts, path.name)
        agency = context.agencies.get(agency_code)
        problems.extend(look_at_unused(book.sheets, agency_code, agency))
        if nil is not None:
            layout, period = nil
            return nil_report(agency_code, layout, period, book, problems)
        meant = nearest_layout(book, layouts, only_dataset)
        problems.extend(refused_heads(book.sheets, is_justice(agency_code, agency)))
        if is_advocacy(agency) and not (is_refused(problems) or near_totals(book, layouts)):
            problems.append(not_totals(book))
        judged = unmatched(agency_code, book, problems, first)
        judged.dataset = meant.dataset if meant else None
    else:
        judged = _matched_in_time(file, book, first, only_dataset, problems)
    if judged.period is None and judged.dataset and not judged.status.counts:
        # No row was read that could date it, but whoever waits for the month should see that a file came.
        judged.period = usual_period([*_head_texts(book), path.name])
    return judged


def _head_texts(book: Book) -> list[str]:
    """Texts of the first rows of every sheet, where exports print their period. Used in memory only."""
    heads = [sheet.grid.slice(0, _HEAD_ROWS) for sheet in book.sheets]
    return [text for head in heads for column in head.columns for text in column.to_pylist() if text]


@dataclass(frozen=True)
class _File:
    """A file on its walk."""

    path: Path
    agency_code: str
    received: datetime
    context: IntakeContext


def _matched_in_time(
    file: _File, book: Book, match: Match, only_dataset: str | None, problems: list[Problem]
) -> Judged:
    """Judge by the layout that was valid in the file's period.

    The period is known only once the dates are read, so a layout that turns out to be too new gives way to the one
    before it; where none was valid then, the best match stays.
    """
    best: Judged | None = None
    while True:
        judged = _matched(file, match, list(problems))
        best = best or judged
        chosen = match.layout
        is_valid = judged.period is not None and chosen.version.valid_from <= judged.period.end
        older = [
            layout
            for layout in file.context.layouts[file.agency_code]
            if (layout.agency_code, layout.dataset, layout.stream)
            == (chosen.agency_code, chosen.dataset, chosen.stream)
            and layout.version.valid_from < chosen.version.valid_from
        ]
        if is_valid or judged.status is Status.REFUSED or not older:
            return judged if is_valid else best
        again = match_layout(book, older, only_dataset)
        if isinstance(again, list):
            return best
        match = again


def _matched(file: _File, match: Match, problems: list[Problem]) -> Judged:
    layout, dataset = match.layout, DATASETS[match.layout.dataset]
    match = without_identifying_headers(match, problems)
    problems.extend(match.problems)
    agency = file.context.agencies.get(file.agency_code)
    justice = not (dataset.is_coordinator or dataset.is_aggregate)
    problems.extend(refused_heads(match.other_sheets, justice, NEVER))
    problems.extend(look_at_unused(match.other_sheets, file.agency_code, agency))
    if is_advocacy(agency) and not dataset.is_aggregate:
        problems.append(not_totals(Book("", match.other_sheets)))
    judged = Judged(Status.NOT_ACCEPTED, file.agency_code, layout.dataset, layout, problems=problems)
    parts = [_gate(sheet, layout, dataset) for sheet in match.sheets]
    for part in parts:
        problems.extend(part.gated.problems)
        if not is_refused(problems):
            problems.extend(look_at_part(part, layout, dataset, file.context.words))
    problems.extend([*headers_twice(match), *headers_blank(match), *group_rows_without_rule(match)])
    problems.extend([*columns_absent(match), *older_template(match)])
    if _is_empty(parts) and not _is_blocked(problems):
        whole = Book("", (*(s.sheet for s in match.sheets), *match.other_sheets))
        nil = find_nil_report(whole, [layout], file.path.name, is_empty_table=True)
        if nil is not None:
            return nil_report(file.agency_code, layout, nil[1], whole, problems)
    parts = [_stage(part, dataset, layout, file, problems) for part in parts]
    records = combined(dataset, parts)
    describe_sheets(judged, match, parts)
    judged.control_total = control_total(match, parts, problems)
    dated = _dated(dataset, records)
    told = _told(layout, match, file.path)
    judged.period = told or dated
    judged.period_is_told = told is not None or says_period(file.path.name, judged.period)
    problems.extend([*wrong_month(judged.period, dated, file.path.name), *part_of_month(judged.period)])
    if not any(len(part.rows) for part in parts) and not _is_blocked(problems):
        problems.append(no_rows(match))
    elif judged.period is None and dataset.period_field and not _is_blocked(problems):
        problems.append(no_period())
    _judge_records(judged, dataset, parts, records, file)
    hand_back(judged, dataset, parts, records)
    account(judged, match, parts)
    return judged


def _is_empty(parts: list[Part]) -> bool:
    """Whether the tables hold no rows, or at most one with a single filled cell, which may be a remark."""
    rows = [part.matched.sheet.grid.take(pa.array(part.rows - 1)) for part in parts if len(part.rows)]
    filled = sum(len(column) - column.null_count for grid in rows for column in grid.columns)
    return filled <= 1


def _judge_records(
    judged: Judged, dataset: Dataset, parts: list[Part], records: pa.Table, file: _File
) -> None:
    """Checks over the rows that would be used, then the verdict; records stay only with an accepted file."""
    problems, context = judged.problems, file.context
    kept = kept_rows(records, parts)
    if dataset.is_about_people and not _is_blocked(problems):
        fewest = context.settings.thresholds.survey
        letters = field_letters(parts, judged)
        before = waves_before(context.earlier)
        problems.extend(consent_problems(dataset, records, letters, fewest, context.catalogue))
        problems.extend(growth_problems(kept, letters, fewest, context.catalogue, before))
        judged.waves = people_by_wave(kept)
    if not _is_blocked(problems) and records.num_rows:
        if kept.num_rows:
            today = context.settings.as_of or file.received.date()
            young, told = split_by_clock(dataset, kept, context.settings.retention, today)
            problems.extend([*outside_period(judged.period, dataset, young), *told])
            letters = field_letters(parts, judged)
            own = letters_by_record(parts, judged.layout) if judged.layout else {}
            result = run_suite(context.suites, dataset.name, kept, letters, context.catalogue, own)
            problems.extend(result.problems)
            judged.checks = result.passed
            fed = {name for _, name in letters}
            unread = unread_by_field(parts)
            problems.extend(beside_history(judged, kept, fed, unread, context.earlier, context.catalogue))
        problems.extend(over_limits(parts, dataset, context))
    accept_known(judged, context, file.received.date())
    if judged.layout is not None:
        staged = [part for part in parts if part.staged is not None]
        columns = fix_columns(staged, judged.layout, dataset)
        carry_confirmations(judged, dataset, (records, kept), columns, context)
    judged.status = judge(judged.problems)
    if judged.status.counts:
        judged.records = kept


def _gate(sheet: MatchedSheet, layout: Layout, dataset: Dataset) -> Part:
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
    return Part(sheet, gated, rows, None)


def _stage(part: Part, dataset: Dataset, layout: Layout, file: _File, problems: list[Problem]) -> Part:
    """Stage a sheet's data rows, unless the gate has refused the file already."""
    if _is_blocked(problems):
        return part
    sheet = part.matched
    letters = {sheet.normal[letter]: letter for letter in part.gated.used}
    grid = rows_of(sheet.sheet.grid.select(sorted(part.gated.used, key=lambda x: (len(x), x))), part.rows)
    headers = {letter: sheet.block.headers[letter] for letter in part.gated.used}
    grid, letters, headers = with_groups(part, layout, grid, letters, headers)
    staged = stage_sheet(
        sheet.sheet.name,
        grid,
        part.rows,
        letters,
        headers,
        file.context.staging(dataset, layout, file.agency_code, file.received),
        sheet.sheet.facts,
    )
    problems.extend([*at_rows(staged.problems), *column_facts(part, layout, dataset)])
    return Part(sheet, part.gated, part.rows, staged)


def _is_blocked(problems: list[Problem]) -> bool:
    return any(problem.severity is Severity.WHOLE_FILE for problem in problems)


def _told(layout: Layout, match: Match, path: Path) -> Period | None:
    """The period that the title or the file's name states, where the layout says that it does."""
    rule = layout.version.period
    texts = (
        [path.name]
        if rule.source == "file_name"
        else [t for sheet in match.sheets for t in title_texts(sheet)]
    )
    return told_period(rule, texts)


def _dated(dataset: Dataset, records: pa.Table) -> Period | None:
    """The months that the rows' dates fill."""
    if dataset.period_field is None or dataset.period_field not in records.column_names:
        return None
    return dated_period(records.column(dataset.period_field))
