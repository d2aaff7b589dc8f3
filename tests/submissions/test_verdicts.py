"""Acceptance is a pure function of the problems; held rows sink a file only past its limit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipelines.metadata.datasets import DATASETS
from pipelines.problems import Problem, Severity, Stage
from pipelines.settings import DatasetLimits
from pipelines.staging.stage import Unread
from pipelines.submissions.verdict import (
    STATUS_WORDS,
    Status,
    judge,
    sentences,
    too_many_held,
    too_many_unread,
)


def problem(severity: str, stage: str = "cell") -> Problem:
    return Problem("cell_not_a_date", Severity(severity), Stage(stage), "The date is wrong.")


NOTE, UNLIKELY, VALUE, HELD = (problem(s) for s in ("note", "unlikely", "value", "row_held"))
STOP, REFUSE = problem("whole_file"), problem("whole_file", "privacy")
DROPPED = problem("note", "privacy")


@pytest.mark.parametrize(
    ("problems", "status"),
    [
        pytest.param([], Status.ACCEPTED, id="no problem"),
        pytest.param([NOTE, DROPPED], Status.ACCEPTED, id="notes change nothing"),
        pytest.param([NOTE, UNLIKELY], Status.ACCEPTED_WITH_PROBLEMS, id="something unlikely"),
        pytest.param([VALUE], Status.ACCEPTED_WITH_PROBLEMS, id="a cell that could not be read"),
        pytest.param([HELD], Status.ACCEPTED_WITH_PROBLEMS, id="a held row"),
        pytest.param([HELD, STOP, NOTE], Status.NOT_ACCEPTED, id="one problem of the whole file"),
        pytest.param([REFUSE], Status.REFUSED, id="one of the gate"),
        pytest.param([STOP, REFUSE], Status.REFUSED, id="the gate comes first"),
    ],
)
@pytest.mark.parametrize("turned", [False, True], ids=["as found", "the other way round"])
def test_the_verdict(problems: list[Problem], status: Status, turned: bool) -> None:
    assert judge(problems[::-1] if turned else problems) is status


@pytest.mark.parametrize(
    ("problems", "status"),
    [
        pytest.param([], Status.NIL_REPORT, id="nothing happened"),
        pytest.param([VALUE], Status.NIL_REPORT, id="with a remark"),
        pytest.param([STOP], Status.NOT_ACCEPTED, id="without a period"),
        pytest.param([REFUSE], Status.REFUSED, id="with somebody's number in its name"),
    ],
)
def test_the_verdict_on_a_nil_report(problems: list[Problem], status: Status) -> None:
    assert judge(problems, is_nil_report=True) is status


@pytest.mark.parametrize(
    ("held", "rows", "limit", "sinks"),
    [
        pytest.param(0, 0, 0.05, False, id="nothing held of nothing"),
        pytest.param(0, 100, 0.05, False, id="nothing held"),
        pytest.param(1, 1, 0.05, True, id="the only row"),
        pytest.param(3, 3, 0.05, True, id="all three rows"),
        pytest.param(3, 4, 0.05, False, id="three of four are always allowed"),
        pytest.param(4, 5, 0.05, True, id="four of five"),
        pytest.param(4, 79, 0.05, True, id="four just above the share"),
        pytest.param(4, 80, 0.05, False, id="four on the share"),
        pytest.param(7, 140, 0.05, False, id="seven on the share, in binary fractions"),
        pytest.param(29, 100, 0.29, False, id="29 percent, in binary fractions"),
        pytest.param(30, 100, 0.29, True, id="30 percent"),
    ],
)
def test_how_many_rows_may_be_held(held: int, rows: int, limit: float, sinks: bool) -> None:
    found = too_many_held(held, rows, limit)
    assert (found is not None) is sinks
    if found:
        assert (found.check_id, str(found.severity), found.rows_count) == (
            "table_too_many_held",
            "whole_file",
            held,
        )


LIMITS = DatasetLimits(held_rows=0.05, unknown_codes=0.05, unreadable_cells=0.02)


@pytest.mark.parametrize(
    ("unread", "told"),
    [
        pytest.param([("most_serious_offense", 3, 3)], [], id="three are always allowed"),
        pytest.param([("most_serious_offense", 4, 80)], [], id="four on the share"),
        pytest.param([("most_serious_offense", 4, 79)], ["table_codes_unmapped"], id="four above it"),
        pytest.param(
            [("most_serious_offense", 2, 30), ("most_serious_offense", 2, 30)],
            ["table_codes_unmapped"],
            id="two sheets count together",
        ),
        pytest.param([("injury", 80, 80)], [], id="a field that need not be filled"),
        pytest.param([("dv_flag_agency", 4, 200)], [], id="four answers of two hundred"),
        pytest.param([("dv_flag_agency", 4, 199)], ["table_cells_unreadable"], id="four of fewer"),
    ],
)
def test_how_many_cells_may_not_be_read(unread: list[tuple[str, int, int]], told: list[str]) -> None:
    columns = [
        Unread(
            field, "Col", "cell_not_yes_or_no" if field == "dv_flag_agency" else "cell_unknown_code", *counts
        )
        for field, *counts in unread
    ]
    found = list(too_many_unread(columns, DATASETS["rms_incidents"], LIMITS))
    assert [p.check_id for p in found] == told
    assert all(str(p.severity) == "whole_file" for p in found)


def test_only_accepted_files_count() -> None:
    assert {status for status in Status if status.counts} == {
        Status.ACCEPTED,
        Status.ACCEPTED_WITH_PROBLEMS,
        Status.NIL_REPORT,
    }
    assert set(STATUS_WORDS) == set(Status)


@pytest.mark.parametrize(
    ("status", "problems", "rows", "verdict"),
    [
        pytest.param(Status.ACCEPTED, [], {"used": 1200}, "1,200 rows of Haven were used. Nothing is wrong.", id="accepted"),
        pytest.param(Status.ACCEPTED, [], {"used": 1}, "1 row of Haven was used. Nothing is wrong.", id="one row"),
        pytest.param(Status.ACCEPTED_WITH_PROBLEMS, [VALUE], {"used": 5}, "5 rows were used.", id="with problems"),
        pytest.param(Status.ACCEPTED_WITH_PROBLEMS, [HELD], {"used": 5, "held": 2}, "5 rows were used and 2 are held until corrected.", id="with held rows"),
        pytest.param(Status.NIL_REPORT, [], {}, "Haven has nothing to report for this period.", id="nothing"),
        pytest.param(Status.NOT_ACCEPTED, [NOTE, STOP], {}, "Nothing of the file was used. The date is wrong.", id="the worst problem says why"),
        pytest.param(Status.REFUSED, [REFUSE], {}, "Nothing of the file was used. The date is wrong.", id="refused"),
    ],
)  # fmt: skip
def test_sentences(status: Status, problems: list[Problem], rows: dict[str, int], verdict: str) -> None:
    told, next_step = sentences(status, problems, rows, "Haven")
    assert told == verdict
    assert next_step.endswith(".")


def test_what_a_stopped_file_needs_next_is_the_step_of_its_worst_problem() -> None:
    steps = {STOP.check_id: "Look at the date."}
    stop = replace(STOP, message=f"The date is wrong. {steps[STOP.check_id]}")
    other = replace(STOP, message="Another thing.", rows_count=-1)
    told = sentences(Status.NOT_ACCEPTED, [stop], {}, "Haven", steps)
    assert told == ("Nothing of the file was used. The date is wrong.", "Look at the date.")
    _, step = sentences(Status.NOT_ACCEPTED, [stop, other], {}, "Haven", steps)
    assert step == "Look at the date. 1 more thing stops the file; see the sheet Problems."
