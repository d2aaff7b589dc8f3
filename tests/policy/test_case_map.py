"""What a case-processing map lacks is found step by step, and its rows are laid out in the order of a case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipelines.policy.case_map import Missing, Step, in_order, missing_of, rows_of_map

CALL = Step("call_911", "ecc", "911 call", 1, "Told to dispatch", ("D1",), "Number given", "Asked", "")
PATROL = Step("patrol_response", "patrol", "Patrol", 2, "Report sent on", ("D2",), "Called", "Asked", "")
END = Step("discharge", "probation", "Discharge", 3, "", ("D1",), "Told", "Looked at", "")
BESIDE = Step("advocacy", "advocacy", "Advocacy", 9, "", ("D1",), "Itself", "Asked", "")
BOOK = ("D1", "D2")


def test_a_whole_map_lacks_nothing_and_its_end_needs_no_link():
    assert missing_of([BESIDE, END, PATROL, CALL], BOOK) == []


@pytest.mark.parametrize(
    ("step", "kind", "words"),
    [
        pytest.param(replace(PATROL, link_to_next=""), "link", "Nothing says how Patrol is linked to Discharge.", id="no link"),
        pytest.param(replace(PATROL, advocate_link=""), "advocate", "No link of the victim with an advocate.", id="no advocate"),
        pytest.param(replace(PATROL, risk_assessment=""), "risk", "Nothing says how risk and danger are assessed.", id="no risk"),
        pytest.param(replace(PATROL, forms=()), "forms", "No form is named.", id="no form named"),
        pytest.param(replace(PATROL, forms=("d2", "D7")), "form", "D7 is not in the source book.", id="a form that is missing"),
    ],
)  # fmt: skip
def test_what_a_step_lacks_is_named(step, kind, words):
    assert missing_of([CALL, step, END], BOOK) == [Missing("patrol_response", kind, words)]


def test_a_jump_in_the_numbers_is_named():
    (found,) = missing_of([CALL, PATROL, replace(END, sequence=5)], BOOK)
    assert (found.step_id, found.kind) == ("patrol_response", "order")
    assert "2 and 5" in found.words


def test_what_runs_beside_the_case_stands_last():
    assert [step.step_id for step in in_order([replace(BESIDE, sequence=0), END, CALL])] == [
        "call_911", "discharge", "advocacy",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("widest", "rows"),
    [
        pytest.param(3, [["call_911", "patrol_response", "discharge"], ["advocacy"]], id="all in a row"),
        pytest.param(2, [["call_911", "patrol_response"], ["discharge"], ["advocacy"]], id="as many as fit"),
        pytest.param(1, [["call_911"], ["patrol_response"], ["discharge"], ["advocacy"]], id="one to a row"),
    ],
)
def test_rows_hold_as_many_steps_as_fit(widest, rows):
    found = rows_of_map([CALL, PATROL, END, BESIDE], widest)
    assert [[step.step_id for step in steps] for _, steps in found] == rows
