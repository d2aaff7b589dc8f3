"""A refused release names the readers and figures that its small numbers are about, in words and not in codes."""

from __future__ import annotations

import pytest

from pipelines.disclosure.gate import Answer, Reason
from pipelines.reports.editions.gate_words import Names, disclosure_words, place_words

NAMES = Names({"M060": "Domestic violence bookings"}, {"jail": "Willow County Jail"})
PLACE = {
    "table": "measure_value", "series": "M060", "breakdown": "none", "category": "all", "agency_code": "jail",
    "period_kind": "quarter", "period_start": "2026-01-01",
}  # fmt: skip


@pytest.mark.parametrize(
    ("more", "words"),
    [
        pytest.param({}, "Domestic violence bookings, Willow County Jail, Q1 2026", id="of a quarter"),
        pytest.param({"period_kind": "month"}, "Domestic violence bookings, Willow County Jail, Jan 2026", id="of a month"),
        pytest.param({"period_kind": "rolling12"}, "Domestic violence bookings, Willow County Jail, 12 months to Dec 2026", id="of twelve months"),
        pytest.param({"breakdown": "age_band", "category": "18_24"}, "Domestic violence bookings, Willow County Jail, age band 18 24, Q1 2026", id="of a part"),
        pytest.param({"series": "under_supervision", "agency_code": "all"}, "under supervision, all agencies, Q1 2026", id="of a step"),
    ],
)  # fmt: skip
def test_a_figure_is_named_in_words(more: dict[str, str], words: str) -> None:
    assert place_words({**PLACE, **more}, NAMES) == words


def test_who_could_work_out_what_is_withheld_is_named_in_words() -> None:
    could = Answer(tuple(Reason("Numbers can be worked out.", {}, who) for who in ("outside", "jail")))
    (words,) = disclosure_words({"director": could}, NAMES)
    assert words.endswith("Numbers can be worked out. By somebody from outside; by Willow County Jail.")


def test_a_reason_stands_once_with_its_readers_and_the_first_few_figures() -> None:
    months = [{**PLACE, "period_kind": "month", "period_start": f"2026-0{n}-01"} for n in range(1, 8)]
    answers = {
        "director": Answer((Reason("Nobody has tried.", {}),)),
        "joint": Answer((Reason("Nobody has tried.", {}), *(Reason("A number of it is small.", place) for place in months))),
        "public": Answer(()),
    }  # fmt: skip
    first, second = disclosure_words(answers, NAMES)
    assert first == "Small numbers, for the agency’s own director; the directors together: Nobody has tried."
    assert second.startswith(
        "Small numbers, for the directors together: A number of it is small. Domestic violence bookings, "
    )
    assert second.endswith("May 2026; and 2 more.")
