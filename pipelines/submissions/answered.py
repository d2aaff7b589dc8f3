"""The walk of a returned receipt: whom it answers, what was typed, and the next version that comes of it.

A receipt corrects the file that it is about, by the reading of it that counts today: where layout, codes or checks changed
since it was written, the corrected cells are read by today's layout, and every other row counts as today's reading has it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from pipelines.layouts.model import Layout
from pipelines.layouts.period import Period
from pipelines.metadata.datasets import DATASETS
from pipelines.problems import Problem, Severity
from pipelines.reading import Book
from pipelines.submissions.answer_walk import Walk
from pipelines.submissions.answered_account import account_returned, not_used
from pipelines.submissions.answers import columns_problem, identifiers_typed, read_rows, whole_file
from pipelines.submissions.content import answers_digest
from pipelines.submissions.fix_rows import CODE_SCHEMA, row_schema
from pipelines.submissions.judged import IntakeContext, Judged
from pipelines.submissions.learned import read_answers
from pipelines.submissions.ledger import told_columns, told_doubts
from pipelines.submissions.next_version import next_version
from pipelines.submissions.returned import Returned
from pipelines.submissions.verdict import Status, judge


def judge_returned(
    book: Book,
    returned: Returned,
    problems: list[Problem],
    came: tuple[str, datetime, str],
    context: IntakeContext,
) -> Judged:
    """Judge a returned receipt without storing anything.

    ``problems`` are what was met in the book before; ``came`` gives the agency, the moment, and the hash of the file's bytes.
    """
    agency_code, received, digest = came
    judged = Judged(Status.NOT_ACCEPTED, agency_code)
    judged.problems.extend(p for p in problems if p.severity is Severity.WHOLE_FILE)
    walk = _whom(judged, returned, agency_code, received, context)
    if walk is not None and not judged.problems:
        _read(walk, returned)
        _is_last_word(walk, returned, digest)
    if walk is None or judged.problems or not next_version(walk, returned):
        judged.status = judge(judged.problems)
        not_used(judged, book)
        return judged
    account_returned(walk, book, returned)
    return judged


def _whom(
    judged: Judged,
    returned: Returned,
    agency_code: str,
    received: datetime,
    context: IntakeContext,
) -> Walk | None:
    """The submission that the receipt names, or a problem that says why it cannot be answered."""
    ledger, number = context.ledger, returned.number
    handed = ledger.find(number) if ledger is not None and number is not None else None
    if number is None:
        judged.problems.append(
            whole_file(
                "file_receipt_without_number",
                "This file holds rows of a receipt without the receipt's number, so it cannot be told which file they correct.",
                returned.fix or returned.codes,
            )
        )
        return None
    if ledger is None or handed is None:
        judged.problems.append(
            whole_file(
                "file_receipt_unknown_number", f"No file with the receipt number {number} was taken in here."
            )
        )
        return None
    if handed.manifest["agency_code"] != agency_code:
        judged.problems.append(
            whole_file("file_receipt_other_agency", "This receipt belongs to a file of another agency.")
        )
        return None
    base = ledger.today(handed)
    told = base.manifest
    judged.dataset, judged.period = told["dataset"], _period(told)
    start = datetime.fromisoformat(told["received_ts"]) + timedelta(seconds=1)
    judged.not_before = start
    walk = Walk(judged, context, ledger, max(received, start), handed, base)
    judged.layout = _layout(told, context)
    if judged.layout is None:
        judged.problems.append(
            whole_file(
                "file_receipt_layout_gone", "The layout that this file was read with is no longer there."
            )
        )
    return walk


def _is_last_word(walk: Walk, returned: Returned, file_digest: str) -> None:
    """Tell where another file has replaced the one that the receipt is about, unless it is this receipt, saved anew."""
    judged = walk.judged
    columns = told_columns(walk.handed.manifest)
    typed = [
        [row.sheet, str(row.row), column.normal, text or ""]
        for row in walk.rows
        for column, text, is_changed in zip(columns, row.texts, row.changed, strict=True)
        if is_changed
    ]
    said = [[row.sheet, str(row.row), row.answer, row.why] for row in walk.rows if row.answer or row.why]
    of_file = [[*d.doubt, d.answer, d.why] for d in walk.doubts if d.answer or d.why]
    learned = [list(code) for code in walk.codes.learned]
    judged.content_digest = answers_digest(
        str(returned.number), [*typed, *said, *of_file, *learned], walk.context.key.derive("content")
    )
    newer = walk.ledger.newer(walk.base, walk.received.isoformat(), file_digest, judged.content_digest)
    if newer is not None:
        judged.problems.append(
            whole_file(
                "file_receipt_superseded",
                f"A newer file of yours has replaced the one that this receipt is about. Its receipt number is {newer.submission_id}.",
            )
        )


def _period(manifest: dict[str, Any]) -> Period | None:
    if not manifest["period_start"]:
        return None
    return Period(date.fromisoformat(manifest["period_start"]), date.fromisoformat(manifest["period_end"]))


def _layout(manifest: dict[str, Any], context: IntakeContext) -> Layout | None:
    """Today's layout of the file: the one of the same name, else the latest that was valid in its period."""
    same = [
        layout
        for layout in context.layouts[manifest["agency_code"]]
        if (layout.dataset, layout.stream) == (manifest["dataset"], manifest["stream"])
    ]
    named = [layout for layout in same if layout.name == manifest["layout_name"]]
    end = date.fromisoformat(manifest["period_end"]) if manifest["period_end"] else date.max
    valid = [layout for layout in same if layout.version.valid_from <= end]
    return next(iter([*named, *sorted(valid, key=lambda one: one.version.valid_from, reverse=True)]), None)


def _read(walk: Walk, returned: Returned) -> None:
    """Take the answers apart; anything that does not fit what was handed out, or identifies somebody, stops here."""
    judged, told = walk.judged, walk.handed.manifest
    rows, doubts = walk.ledger.table(walk.handed, "fix_rows"), told_doubts(told)
    columns = told_columns(told) if rows is not None else []
    codes = walk.ledger.table(walk.handed, "fix_codes")
    has_rows = bool((told.get("fix") or {}).get("rows_shown"))
    if returned.fix is not None and rows is None and (has_rows or not doubts):
        judged.problems.append(
            whole_file(
                "file_receipt_rows_gone",
                "The rows of this receipt are not kept here any more: their months are past the clock of row-level records.",
            )
        )
        return
    if returned.fix is not None:
        wrong = columns_problem(returned.fix, columns)
        if wrong is not None:
            judged.problems.append(wrong)
            return
        walk.handed_rows = rows
        handed = rows if rows is not None else row_schema([], DATASETS[str(judged.dataset)]).empty_table()
        number = walk.handed.submission_id
        walk.rows, walk.doubts, problems = read_rows(returned.fix, columns, handed, number, doubts)
        judged.problems.extend([*problems, *identifiers_typed(returned.fix, walk.rows, walk.doubts, columns)])
    if returned.codes is not None:
        words = walk.context.words_of(judged.agency_code)
        walk.codes = read_answers(
            returned.codes, codes if codes is not None else CODE_SCHEMA.empty_table(), words
        )
    is_answered = any(any(row.changed) or row.answer for row in walk.rows) or any(
        d.answer for d in walk.doubts
    )
    if not judged.problems and not is_answered and not walk.codes.learned and not walk.codes.problems:
        judged.problems.append(
            whole_file(
                "file_receipt_nothing_changed", "Nothing was filled in on this receipt, so nothing changes."
            )
        )
