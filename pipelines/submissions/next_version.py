"""The next version that a returned receipt makes: its records, its problems and its verdict.

How cells are read again stands in ``merged.py``, how problems are counted on in ``version_problems.py``, what is told of the
answers themselves in ``answer_problems.py``, and what the version's receipt hands out in ``handed_on.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.checks import run_suite
from pipelines.layouts.period import dated_period
from pipelines.metadata.classes import Dataset
from pipelines.metadata.datasets import DATASETS
from pipelines.metadata.derive import record_schema
from pipelines.problems import Problem, Severity, Stage
from pipelines.submissions.acceptance import accept_known, beside_history
from pipelines.submissions.answer_problems import cells_not_used, told_of_answers
from pipelines.submissions.answer_walk import Walk
from pipelines.submissions.confirmed_rows import CONFIRMED, Reasons, remembered, with_confirmed
from pipelines.submissions.fix_columns import FixColumn
from pipelines.submissions.fix_rows import MARK_SCHEMA, FixRows, row_schema
from pipelines.submissions.fix_words import IT_IS_RIGHT, LEAVE_OUT
from pipelines.submissions.handed_on import hand_on
from pipelines.submissions.ledger import told_columns
from pipelines.submissions.merged import Place, Reread, fitted, reread, stored_records, unread_now, where
from pipelines.submissions.returned import Returned
from pipelines.submissions.sheet_problems import outside_period
from pipelines.submissions.verdict import Status, judge, too_many_held, too_many_unread
from pipelines.submissions.version_account import account_of_version
from pipelines.submissions.version_problems import carried, cell_problems

_ROW_HELD, _UNLIKELY = str(Severity.ROW_HELD), str(Severity.UNLIKELY)


def next_version(walk: Walk, returned: Returned) -> None:
    """Fill ``walk.judged`` with the version."""
    judged, told = walk.judged, walk.base.manifest
    assert judged.layout is not None
    dataset = DATASETS[judged.layout.dataset]
    marks = walk.marks()
    problems = told_of_answers(walk, returned, marks)
    again, carried_over = _merged(walk, dataset, marks)
    records = pa.concat_tables([carried_over, again.records.take(_free(walk, again))])
    if returned.fix is not None:
        problems += cells_not_used(walk, returned.fix, again)
    judged.columns, judged.scope = told["columns"], str(told.get("scope") or "")
    if judged.period is None and dataset.period_field:
        judged.period = dated_period(records.column(dataset.period_field))
    marks_now = _judge_rows(walk, dataset, again, records, problems)
    judged.fix = hand_on(walk, dataset, again, marks_now, records.num_rows)
    judged.problems += _over_limits(walk, dataset, judged.fix)
    judged.status = judge(judged.problems)
    corrected = len(_free(walk, again))
    judged.version = account_of_version(
        walk, carried_over.num_rows, corrected, len(again.filtered), judged.fix
    )
    judged.beside["learned"] = walk.codes.table()
    if judged.status.counts:
        judged.records = records
    else:
        judged.waiting = records


def _judge_rows(
    walk: Walk, dataset: Dataset, again: Reread, records: pa.Table, problems: list[Problem]
) -> pa.Table:
    """Give the version its problems; gives the marks on cells that still stand.

    ``problems`` are what is told of the receipt itself.
    """
    judged, context = walk.judged, walk.context
    before, columns = walk.ledger.problems(walk.base), told_columns(walk.base.manifest)
    earlier = _earlier_confirmed(walk)
    of_cells = _those(earlier, lambda mark: context.catalogue[mark["check_id"]].stage is Stage.CELL)
    marks = walk.marks()
    marks_now = _marks_now(walk, marks, again)
    told_now = pa.concat_tables([marks_now, of_cells.select(MARK_SCHEMA.names)])
    problems += cell_problems(before, marks, told_now, context.catalogue)
    problems += _checked(walk, dataset, records)
    problems += _beside_history(
        walk, dataset, records, columns, unread_now(problems, walk.base.manifest["fix"]["unread"])
    )
    problems += [*carried(before, judged.checks), *walk.codes.problems]
    judged.problems = problems
    accept_known(judged, context, walk.received.date())
    found = with_confirmed(judged.problems, _reasons(walk, marks, earlier), context.catalogue)
    judged.problems, judged.confirmed = found.problems, found.confirmed
    secret = context.key.derive("confirmations")
    confirmed = remembered(found, records, dataset, columns, secret)
    judged.beside["confirmations"] = confirmed
    done = {(c["check_id"], c["source_sheet"], c["source_row"]) for c in confirmed.to_pylist()}
    return _those(marks_now, lambda m: (m["check_id"], m["source_sheet"], m["source_row"]) not in done)


def _merged(walk: Walk, dataset: Dataset, marks: pa.Table) -> tuple[Reread, pa.Table]:
    """The answered rows read again, and the records that are carried over."""
    layout = walk.judged.layout
    assert layout is not None
    schema = record_schema(dataset)
    name = "records" if Status(walk.base.manifest["status"]).counts else "waiting"
    stored = fitted(walk.table(name, schema), schema)
    tables = [walk.asking_rows(row_schema([], dataset)), stored]
    asked = walk.answered(LEAVE_OUT)
    walk.left_out = {place: asked[place] for place in stored_records(dataset, tables, list(asked))[0]}
    by_place = {
        (r.sheet, r.row): r
        for r in walk.rows
        if any(r.changed) and (r.sheet, r.row) not in asked and r.place not in walk.skipped
    }
    places, typed = stored_records(dataset, tables, list(by_place))
    again = reread(
        [by_place[place] for place in places],
        told_columns(walk.handed.manifest),
        places,
        typed,
        _those(marks, lambda m: walk.context.catalogue[m["check_id"]].stage is Stage.CELL),
        walk.context.staging(dataset, layout, walk.judged.agency_code, walk.received),
    )
    marked = again.marks.to_pylist()
    walk.held = {(m["source_sheet"], m["source_row"]) for m in marked if m["severity"] == _ROW_HELD}
    return again, stored.filter(pc.invert(where(stored, [*again.places, *walk.left_out])))


def _those(marks: pa.Table, keep: Callable[[Mapping[str, Any]], bool]) -> pa.Table:
    return marks.filter(pa.array([keep(mark) for mark in marks.to_pylist()], pa.bool_()))


def _free(walk: Walk, again: Reread) -> pa.Array:
    """Positions of the rows read again that are used now."""
    free = [n for n, p in enumerate(again.places) if p not in walk.held and p not in again.filtered]
    return pa.array(free, pa.int64())


def _marks_now(walk: Walk, marks: pa.Table, again: Reread) -> pa.Table:
    """Marks of cells and of empty required fields: as they were where nobody answered, else as they are now."""
    gone = {*again.places, *walk.left_out}

    def stays(mark: Mapping[str, Any]) -> bool:
        is_of_a_cell = walk.context.catalogue[mark["check_id"]].stage is Stage.CELL
        kept = is_of_a_cell or mark["check_id"] == "row_required_missing"
        return kept and (mark["source_sheet"], mark["source_row"]) not in gone

    return pa.concat_tables([_those(marks, stays), again.marks])


def _checked(walk: Walk, dataset: Dataset, records: pa.Table) -> list[Problem]:
    """The suite over the whole version."""
    if not records.num_rows:
        return []
    letters = {
        (sheet, name): letter
        for column in told_columns(walk.base.manifest)
        for sheet, letter in column.letters.items()
        for name in column.fields
    }
    context = walk.context
    result = run_suite(context.suites, dataset.name, records, letters, context.catalogue)
    walk.judged.checks = result.passed
    return [*outside_period(walk.judged.period, dataset, records), *result.problems]


def _beside_history(
    walk: Walk,
    dataset: Dataset,
    records: pa.Table,
    columns: Sequence[FixColumn],
    unread: Mapping[tuple[str, str], int],
) -> list[Problem]:
    """What is unlikely about the version beside the files that the agency sent before, the one that it corrects included."""
    if not records.num_rows:
        return []
    counts: dict[str, int] = {}
    for told in walk.base.manifest["fix"]["unread"]:
        now = unread[told["header"], told["check_id"]]
        counts[told["field"]] = counts.get(told["field"], 0) + now
    fed = {name for column in columns for name in column.fields}
    known = {str(m["submission_id"]): m for m in (*walk.context.earlier, walk.base.manifest)}
    return beside_history(walk.judged, records, fed, counts, known.values(), walk.context.catalogue)


def _earlier_confirmed(walk: Walk) -> pa.Table:
    """What the sender said is right in the versions before, on rows that were not changed or left out since."""
    earlier = fitted(walk.table("confirmations", CONFIRMED), CONFIRMED)
    changed = {(r.sheet, r.row) for r in walk.rows if any(r.changed)} | set(walk.left_out)
    return _those(earlier, lambda told: (told["source_sheet"], told["source_row"]) not in changed)


def _reasons(walk: Walk, marks: pa.Table, earlier: pa.Table) -> Reasons:
    """Why the sender says that an unlikely thing is right, by check and row: now, and in the versions before."""
    reasons: dict[tuple[str, Place], str] = {
        (told["check_id"], (told["source_sheet"], told["source_row"])): str(told["reason"])
        for told in earlier.to_pylist()
    }
    right = walk.answered(IT_IS_RIGHT)
    for mark in marks.to_pylist():
        place = (mark["source_sheet"], mark["source_row"])
        if mark["severity"] == _UNLIKELY and place in right:
            reasons[mark["check_id"], place] = right[place].why
    return reasons


def _over_limits(walk: Walk, dataset: Dataset, fix: FixRows) -> list[Problem]:
    """What still sinks the version as a whole."""
    limits = walk.context.settings.limits_of(dataset)
    held = fix.counts["rows_held"]
    sunk = too_many_held(held, held + fix.counts["rows_used"], limits.held_rows)
    found = [*([sunk] if sunk else []), *too_many_unread(fix.unread, dataset, limits)]
    return [walk.context.catalogue[problem.check_id].with_next_step(problem) for problem in found]
