"""The gate of a release refuses what must not go out, and says where without saying what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from pipelines.disclosure.gate import may_release
from pipelines.disclosure.ledger import Release, ledger_fingerprint
from pipelines.disclosure.primary import Rule

JOINT = Rule("joint", 10)
_FEBRUARY = {
    "table": "measure_value",
    "series": "M020",
    "breakdown": "none",
    "category": "all",
    "agency_code": "mpd",
    "period_kind": "month",
    "period_start": "2025-02-01",
}
_WORK = {**_FEBRUARY, "series": "M001"}


def _release(*figures: dict[str, Any], name: str = "2025-Q1", earlier: tuple[Release, ...] = (), **more: Any) -> Release:  # fmt: skip
    proof = {
        "audience": "joint",
        "reader": "outside",
        "subject": "figures",
        "holds": True,
        "narrowed_count": 0,
        "ledger": ledger_fingerprint(earlier, "joint"),
    }
    return Release(name, "joint", figures, **{"proofs": (proof,), **more})


_EARLIER = _release({**_FEBRUARY, "num": 31}, name="2024-Q4")
_Change = Callable[[Release], Release]


def _proof(**values: Any) -> _Change:
    return lambda release: replace(release, proofs=tuple({**p, **values} for p in release.proofs))


def _records_read_could_be_worked_out(release: Release) -> Release:
    (figures,) = release.proofs
    return replace(release, proofs=(figures, {**figures, "subject": "case_review", "holds": False}))


@pytest.mark.parametrize(
    ("figure", "change", "words"),
    [
        pytest.param({"num": 31, "den": 90}, _proof(), None, id="nothing speaks against it"),
        pytest.param({"num": 31}, _proof(holds=False, narrowed_count=3), "can be worked out", id="the proof does not hold"),
        pytest.param({"num": 31}, _records_read_could_be_worked_out, "records read in case review", id="the proof of case reviews does not hold"),
        pytest.param({"num": 31}, _proof(subject="case_review"), "Nobody has tried", id="no proof of the figures"),
        pytest.param({"num": 31}, _proof(ledger="other"), "Something else was released", id="proven before another release"),
        pytest.param({"num": 9}, _proof(), "small", id="one under the threshold"),
        pytest.param({"num": 10}, _proof(), None, id="on the threshold"),
        pytest.param({"num": 0}, _proof(), None, id="nobody"),
        pytest.param({"num": 31, "den": 40}, _proof(), "small", id="all but nine"),
        pytest.param({"den": 19}, _proof(), "small", id="a median of nineteen"),
        pytest.param({"den": 20}, _proof(), None, id="a median of twenty"),
        pytest.param({"linked": 31, "previous": 40}, _proof(), "small", id="all but nine of a step"),
        pytest.param({"num": 31, "missing": 9}, _proof(), "small", id="nine that do not say"),
        pytest.param({"num": 31}, lambda r: replace(r, withheld=({**_FEBRUARY, "part": "figure"},)), "withheld", id="a figure that the log withholds"),
        pytest.param({"num": 31, "missing": 20}, lambda r: replace(r, withheld=({**_FEBRUARY, "part": "note"},)), "withheld", id="a note that the log withholds"),
        pytest.param({"num": 31}, lambda r: replace(r, withheld=({**_FEBRUARY, "part": "note"},)), None, id="the note is gone already"),
    ],
)  # fmt: skip
def test_what_the_gate_says(figure: dict[str, int], change: _Change, words: str | None) -> None:
    answer = may_release(change(_release({**_FEBRUARY, **figure})), (), JOINT, ())
    assert answer.allowed is (words is None)
    assert words is None or [words in reason.text for reason in answer.reasons] == [True]


@pytest.mark.parametrize(
    ("now", "allowed"),
    [
        pytest.param(31, True, id="the same"),
        pytest.param(40, False, id="nine more"),
        pytest.param(41, True, id="ten more"),
        pytest.param(22, False, id="nine fewer"),
    ],
)
def test_what_changed_since_an_earlier_release(now: int, allowed: bool) -> None:
    release = _release({**_FEBRUARY, "num": now}, earlier=(_EARLIER,))
    assert may_release(release, (_EARLIER,), JOINT, ()).allowed is allowed


def test_another_audience_of_the_same_edition_is_no_earlier_release() -> None:
    release = _release({**_FEBRUARY, "num": 31})
    beside = replace(release, audience="public", figures=())
    assert may_release(release, (beside,), JOINT, ()).allowed


def test_work_is_not_people() -> None:
    release = _release({**_WORK, "num": 3})
    assert may_release(release, (), JOINT, ("M001",)).allowed
    assert not may_release(release, (), JOINT, ()).allowed


def test_a_reason_tells_the_place_and_no_number() -> None:
    release = _release({**_FEBRUARY, "num": 7, "den": 717})
    (reason,) = may_release(release, (), JOINT, ()).reasons
    assert reason.place == _FEBRUARY
    assert "7" not in reason.text
