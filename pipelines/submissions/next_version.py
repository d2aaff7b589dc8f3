"""The next version that a returned receipt makes: its records, its problems and its verdict.

How cells are read again stands in ``merged.py``, how problems are counted on in ``version_problems.py``, what is told of the
answers themselves in ``answer_problems.py``, and what the version's receipt hands out in ``handed_on.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.checks import run_suite
from pipelines.checks.history import RECORDS_FEWER
from pipelines.layouts.period import dated_period
from pipelines.metadata.classes import Dataset
from pipelines.metadata.datasets import DATASETS
from pipelines.metadata.derive import record_schema
from pipelines.problems import Problem, Severity
from pipelines.staging.pieces import WHOLE_ROW
from pipelines.staging.told import is_of_cells
from pipelines.submissions.acceptance import accept_known, beside_history
from pipelines.submissions.answer_problems import cells_not_used, told_of_answers
from pipelines.submissions.answer_walk import Walk
from pipelines.submissions.confirmed_rows import CONFIRMED, Reasons, remembered, with_confirmed
from pipelines.submissions.file_doubts import (
    CONFIRMED_DOUBTS,
    HeldOn,
    confirm_doubts,
    doubt_of,
    held_on,
    still_standing,
    sure_before,
)
from pipelines.submissions.file_doubts import TABLE as DOUBTS_TABLE
from pipelines.submissions.fix_columns import FixColumn
from pipelines.submissions.fix_rows import MARK_SCHEMA, FixRows, repeats_table
from pipelines.submissions.fix_turns import waiting_rows
from pipelines.submissions.fix_words import IT_IS_RIGHT, LEAVE_OUT, Doubt
from pipelines.submissions.handed_on import hand_on
from pipelines.submissions.ledger import told_columns
from pipelines.submissions.merged import (
    Place,
    Reread,
    fitted,
    repeats_of,
    reread,
    rows_in,
    stored_records,
    unread_now,
    where,
    with_repeats,
)
from pipelines.submissions.returned import Returned
from pipelines.submissions.sheet_problems import outside_period
from pipelines.submissions.survivors import consent_problems, people_by_wave
from pipelines.submissions.verdict import judge, too_many_held, too_many_unread
from pipelines.submissions.version_account import account_of_version
from pipelines.submissions.version_problems import carried, cell_problems, waived_before

_ROW_HELD, _UNLIKELY = str(Severity.ROW_HELD), str(Severity.UNLIKELY)


def next_version(walk: Walk, returned: Returned) -> bool:
    """Fill ``walk.judged`` with the version; False where the gate refuses what the answers make of it."""
    judged, told = walk.judged, walk.base.manifest
    assert judged.layout is not None
    dataset = DATASETS[judged.layout.dataset]
    marks = walk.marks()
    problems = told_of_answers(walk, returned, marks)
    again, stored = _merged(walk, dataset, marks)
    free = _free(walk, again)
    corrected = again.records.take(free)
    carried_over = fitted(stored, record_schema(dataset))
    records = pa.concat_tables([carried_over, corrected])
    repeats = np.concatenate([repeats_of(stored), again.repeats[free.to_numpy()]])
    if _refused_by_consent(walk, dataset, again, records):
        return False
    if returned.fix is not None:
        problems += cells_not_used(walk, returned.fix, again)
    judged.columns, judged.scope = told["columns"], str(told.get("scope") or "")
    if judged.period is None and dataset.period_field:
        judged.period = dated_period(records.column(dataset.period_field))
    marks_now = _judge_rows(walk, dataset, again, with_repeats(records, repeats), problems)
    judged.fix = hand_on(walk, dataset, again, marks_now, rows_in(records))
    judged.problems += _over_limits(walk, dataset, judged.fix)
    accept_known(judged, walk.context, walk.received.date())
    judged.status = judge(judged.problems)
    judged.version = account_of_version(
        walk, rows_in(carried_over), rows_in(corrected), len(again.filtered), judged.fix
    )
    judged.beside["learned"] = walk.codes.table()
    if judged.layout.version.repeats:
        judged.beside["record_repeats"] = repeats_table(repeats)
    if judged.status.counts:
        judged.records = records
    else:
        judged.waiting = records
    return True


def _refused_by_consent(walk: Walk, dataset: Dataset, again: Reread, used: pa.Table) -> bool:
    """Whether survivors' answers may no longer be read as the answers have them; held rows count as in any other file."""
    if not dataset.is_about_people:
        return False
    asking = walk.asking_records(dataset)
    held = asking.filter(pc.invert(where(asking, [*again.places, *walk.left_out])))
    schema = record_schema(dataset)
    everyone = pa.concat_tables([used, again.records, fitted(held, schema)])
    context = walk.context
    fewest = context.settings.thresholds.survey
    found = consent_problems(dataset, everyone, _letters(walk), fewest, context.catalogue)
    walk.judged.waves = people_by_wave(used)
    walk.judged.problems += found
    return bool(found)


def _letters(walk: Walk) -> dict[tuple[str, str], str]:
    """The column letter of each field by sheet; of several columns the first."""
    found: dict[tuple[str, str], str] = {}
    for column in told_columns(walk.base.manifest):
        for sheet, letter in column.letters.items():
            for name in column.fields:
                found.setdefault((sheet, name), letter)
    return found


def _judge_rows(
    walk: Walk, dataset: Dataset, again: Reread, with_numbers: pa.Table, problems: list[Problem]
) -> pa.Table:
    """Give the version its problems; gives the marks on cells that still stand.

    ``with_numbers`` are the records, each with its repeat, and ``problems`` what is told of the receipt itself.
    """
    judged, context = walk.judged, walk.context
    records, repeats = fitted(with_numbers, record_schema(dataset)), repeats_of(with_numbers)
    before, columns = walk.ledger.problems(walk.base), told_columns(walk.base.manifest)
    earlier = _earlier_confirmed(walk)
    of_cells = _those(earlier, lambda mark: _is_of_cells(walk, mark))
    marks = walk.marks()
    marks_now = _marks_now(walk, marks, again)
    told_now = pa.concat_tables([marks_now, of_cells.select(MARK_SCHEMA.names)])
    problems += cell_problems(before, marks, told_now, context.catalogue)
    problems += _checked(walk, dataset, records, repeats)
    problems += _beside_history(
        walk, dataset, records, columns, unread_now(problems, walk.base.manifest["fix"]["unread"])
    )
    sure = sure_before(walk.table(DOUBTS_TABLE, CONFIRMED_DOUBTS))
    problems += [*carried(before, judged.checks), *still_standing(sure, judged.checks), *walk.codes.problems]
    waived = walk.base.manifest.get("waived") or ()
    problems += waived_before(before, waived, judged.checks, context.catalogue)
    judged.problems = problems
    accept_known(judged, context, walk.received.date())
    found = with_confirmed(judged.problems, _reasons(walk, marks, earlier), context.catalogue)
    judged.problems, judged.confirmed = found.problems, found.confirmed
    secret = context.key.derive("confirmations")
    confirmed = remembered(found, records, dataset, columns, secret)
    judged.beside["confirmations"] = confirmed
    earlier_files = (*context.earlier, walk.base.manifest)
    of_file: dict[Doubt, str | HeldOn] = {doubt_of(one.problem): one.reason for one in sure}
    of_file |= held_on(judged, earlier_files, context.catalogue)
    of_file |= walk.file_is_right
    confirm_doubts(judged, of_file, context.catalogue)
    done = {(c["check_id"], c["source_sheet"], c["source_row"]) for c in confirmed.to_pylist()}
    return _those(marks_now, lambda m: (m["check_id"], m["source_sheet"], m["source_row"]) not in done)


def _merged(walk: Walk, dataset: Dataset, marks: pa.Table) -> tuple[Reread, pa.Table]:
    """The answered rows read again, and the records that are carried over, with their repeats."""
    layout = walk.judged.layout
    assert layout is not None
    stored = walk.good_records(dataset)
    tables = [walk.asking_records(dataset), stored]
    asked = walk.answered(LEAVE_OUT)
    walk.left_out = {place: asked[place] for place in stored_records(dataset, tables, list(asked))[0]}
    by_place = {
        (r.sheet, r.row): r
        for r in walk.rows
        if any(r.changed) and (r.sheet, r.row) not in asked and r.place not in walk.skipped
    }
    places, typed, repeats = stored_records(dataset, tables, list(by_place))
    again = reread(
        [by_place[place] for place in places],
        told_columns(walk.handed.manifest),
        typed,
        repeats,
        _those(marks, lambda mark: _is_of_cells(walk, mark)),
        walk.context.staging(dataset, layout, walk.judged.agency_code, walk.received),
    )
    marked = again.marks.to_pylist()
    walk.held = {(m["source_sheet"], m["source_row"]) for m in marked if m["severity"] == _ROW_HELD}
    return again, stored.filter(pc.invert(where(stored, [*again.places, *walk.left_out])))


def _is_of_cells(walk: Walk, mark: Mapping[str, Any]) -> bool:
    """Whether a mark comes and goes with the text of its cell."""
    return is_of_cells(mark["check_id"], walk.context.catalogue[mark["check_id"]].stage)


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
        return _is_of_cells(walk, mark) and (mark["source_sheet"], mark["source_row"]) not in gone

    return pa.concat_tables([_those(marks, stays), again.marks])


def _own_letters(walk: Walk, records: pa.Table, repeats: np.ndarray) -> dict[str, np.ndarray]:
    """For each field that differs between the records of a row, the column that told it, for each record."""
    layout = walk.judged.layout
    assert layout is not None
    sheets = np.asarray(records.column("source_sheet").to_pylist(), dtype=object)
    found = {}
    for name in sorted(layout.repeated_fields):
        own = np.full(records.num_rows, "", dtype=object)
        for column in reversed(told_columns(walk.base.manifest)):
            for sheet, letter in column.letters.items() if name in column.fields else ():
                repeat = layout.repeat_of.get(column.normal, WHOLE_ROW)
                own[(sheets == sheet) & (repeats == repeat)] = letter
        found[name] = own
    return found


def _checked(walk: Walk, dataset: Dataset, records: pa.Table, repeats: np.ndarray) -> list[Problem]:
    """The suite over the whole version."""
    if not records.num_rows:
        return []
    context, letters = walk.context, _letters(walk)
    own = _own_letters(walk, records, repeats)
    result = run_suite(context.suites, dataset.name, records, letters, context.catalogue, own)
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
    compared = (walk.judged, records, fed, counts)
    found = beside_history(*compared, known.values(), walk.context.catalogue)
    # What the file lacks beside the one that it replaced is still asked once a few of its rows are corrected.
    own = _corrected_files(walk, known.values())
    before = [m for m in known.values() if m["file_sha256"] not in own]
    told = {problem.check_id for problem in found}
    found += [
        problem
        for problem in beside_history(*compared, before, walk.context.catalogue)
        if problem.check_id == RECORDS_FEWER and problem.check_id not in told
    ]
    return found


def _corrected_files(walk: Walk, known: Iterable[Mapping[str, Any]]) -> set[str]:
    """The hashes of the file that the version is of: the sender's own, and the receipts that corrected it."""
    corrects = {
        m["file_sha256"]: m["version"]["corrects_file_sha256"]
        for m in (*known, walk.base.manifest)
        if m.get("version")
    }
    own = [str(walk.base.manifest["file_sha256"])]
    while own[-1] in corrects and corrects[own[-1]] not in own:
        own.append(str(corrects[own[-1]]))
    return set(own)


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
    waiting = waiting_rows([fix.turns.marks, fix.turns.later_marks], dataset)
    sunk = too_many_held(held, held + fix.counts["rows_used"], limits.held_rows, waiting)
    found = [*([sunk] if sunk else []), *too_many_unread(fix.unread, dataset, limits)]
    return [walk.context.catalogue[problem.check_id].with_next_step(problem) for problem in found]
