"""Survivors' answers, themes and case reviews: what refuses a sheet, one defect at a time, with its cell and next step."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from small_site import write_book

from pipelines.metadata.datasets import DATASETS
from pipelines.metadata.derive import field_title
from pipelines.submissions import Intake
from pipelines.submissions.take_in import judge_file

PEOPLE = 10  # the fewest of a wave

ANSWER = {
    "survey_wave": "2025-Q1",
    "mode": "On paper",
    "consent_aggregate": "Yes",
    "survivor_step": "Police",
    "score_respect": 4,
    "felt_safer": "Safer",
}
THEME = {"event_id": "C-01", "survivor_theme": "Not being told what happens next", "survivor_step": "Court"}
EVENT = {"event_id": "C-01", "event_kind": "Focus group", "status": "Held", "wave": "2025-Q1"}
REVIEW = {
    "agency_code": "mpd",
    "review_case_id": "R1",
    "element_id": "PAT-01",
    "event_quarter": "2025-Q1",
    "outcome": "Demonstrated",
    "reviewed_on_date": "2025-03-01",
}
BASES = {
    "survivor_survey": ANSWER,
    "consultation_themes": THEME,
    "consultation_events": EVENT,
    "case_review": REVIEW,
}


def sheet(dataset: str, rows: int, change: dict[str, object], extra: dict[str, object]) -> list[list[object]]:
    """A sheet of ``rows`` good rows, the last of which is changed; ``extra`` columns stand behind the template's."""
    fields = [field.name for field in DATASETS[dataset].fields]
    table: list[list[object]] = [[*(field_title(name) for name in fields), *extra]]
    for number in range(1, rows + 1):
        row = {**BASES[dataset], "answer_no": number, **(change if number == rows else {})}
        table.append([*(row.get(name) for name in fields), *(extra.values() if number == rows else ())])
    return table


def test_a_wave_large_enough_is_read(intake: Intake, tmp_path: Path) -> None:
    book = write_book(tmp_path / "wave.xlsx", {"Survey": sheet("survivor_survey", PEOPLE, {}, {})})
    judged = intake.judge(book, "coordinator")
    assert (str(judged.status), judged.dataset, judged.problems) == ("accepted", "survivor_survey", [])


@pytest.mark.parametrize(
    ("dataset", "rows", "change", "extra", "check_id", "cells"),
    [
        pytest.param("survivor_survey", 9, {}, {}, "privacy_wave_too_small", "A2:A10", id="nine people in a wave"),
        pytest.param(
            "survivor_survey", 11, {"answer_no": 1, "survivor_step": "Court"}, {}, None, "", id="ten people, eleven rows"
        ),
        pytest.param(
            "survivor_survey", 10, {"answer_no": 1, "survivor_step": "Court"}, {}, "privacy_wave_too_small", "A2:A11",
            id="nine people in ten rows",
        ),
        pytest.param(
            "survivor_survey", 11, {"survey_wave": "2025-Q2"}, {}, "privacy_wave_too_small", "A12", id="a wave of one beside it"
        ),
        pytest.param(
            "survivor_survey", 11, {"consent_aggregate": "No"}, {}, "privacy_consent_missing", "D12", id="no consent"
        ),
        pytest.param(
            "survivor_survey", 11, {"free_text_redacted": "They listened.", "redaction_confirmed": "Yes"}, {},
            "privacy_words_not_redacted", "U12", id="words without consent to be quoted",
        ),
        pytest.param(
            "survivor_survey", 11, {"free_text_redacted": "They listened.", "consent_quote": "Yes"}, {},
            "privacy_words_not_redacted", "U12", id="words that nobody confirmed",
        ),
        pytest.param(
            "survivor_survey", 11,
            {"free_text_redacted": "They listened.", "consent_quote": "Yes", "redaction_confirmed": "Yes"}, {}, None, "",
            id="a quote as agreed",
        ),
        pytest.param(
            "survivor_survey", 11, {"survey_wave": "2025-03-14"}, {}, "privacy_value_found", "A12", id="a day as a wave"
        ),
        pytest.param(
            "survivor_survey", 21, {"survey_wave": "2025-03"}, {}, "privacy_finer_than_quarter", "A22", id="a month as a wave"
        ),
        pytest.param(
            "consultation_events", 1, {"wave": "week 12"}, {}, "privacy_finer_than_quarter", "F2", id="a week as a wave"
        ),
        pytest.param(
            "case_review", 1, {"event_quarter": "March 2025"}, {}, "privacy_finer_than_quarter", "E2",
            id="the month of a reviewed call",
        ),
        pytest.param(
            "survivor_survey", 11, {}, {"When": "3/14/2025"}, "privacy_value_found", "X12", id="a day in a column of its own"
        ),
        pytest.param(
            "survivor_survey", 11, {}, {"Report": "25-0001234"}, "privacy_value_found", "X12", id="a case number"
        ),
        pytest.param(
            "survivor_survey", 11, {}, {"Name": "x"}, "privacy_mixed_names_column", "X1", id="a column for names"
        ),
        pytest.param(
            "survivor_survey", 11, {"race_ethnicity_group": "call 555-123-4567"}, {}, "privacy_value_found", "Q12",
            id="a phone number",
        ),
        pytest.param(
            "consultation_themes", 1, {"free_text_redacted": "Nobody called me."}, {}, "privacy_words_not_redacted", "H2",
            id="a quote of a consultation without consent",
        ),
        pytest.param(
            "consultation_events", 1, {"community": "met on March 3, 2025"}, {}, "privacy_value_found", "E2",
            id="the day of a consultation",
        ),
        pytest.param(
            "consultation_events", 1, {"host_org": "Ms. Rivera"}, {}, "privacy_value_found", "D2", id="a host by name"
        ),
        pytest.param(
            "case_review", 1, {}, {"Call date": "2025-03-04"}, "privacy_value_found", "P2", id="the day of a reviewed call"
        ),
    ],
)  # fmt: skip
def test_what_refuses_a_sheet_about_people(
    intake: Intake,
    tmp_path: Path,
    dataset: str,
    rows: int,
    change: dict[str, object],
    extra: dict[str, object],
    check_id: str | None,
    cells: str,
) -> None:
    path = write_book(tmp_path / "sheet.xlsx", {"Sheet": sheet(dataset, rows, change, extra)})
    before = path.read_bytes()
    judged = intake.judge(path, "coordinator")
    refused = [p for p in judged.problems if p.severity == "whole_file"]
    if check_id is None:
        assert refused == [] and str(judged.status) == "accepted"
        return
    assert str(judged.status) == "refused" and judged.records is None
    (told,) = [p for p in refused if p.check_id == check_id]
    assert told.cells == cells
    assert "stays where it is" not in told.message  # the verdict says it once for the file
    for value in (*change.values(), *extra.values()):
        assert not isinstance(value, str) or len(value) < 8 or value not in told.message
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("before", "now", "refused"),
    [
        pytest.param(10, 11, True, id="one more"),
        pytest.param(10, 19, True, id="nine more"),
        pytest.param(10, 20, False, id="ten more"),
        pytest.param(11, 10, False, id="somebody no longer agrees"),
        pytest.param(10, 10, False, id="a correction"),
        pytest.param(None, 11, False, id="a wave that was not read before"),
    ],
)
def test_a_wave_that_was_told_grows_by_enough_people_or_not_at_all(
    intake: Intake, tmp_path: Path, before: int | None, now: int, refused: bool
) -> None:
    old = (
        {"status": "accepted", "waves": {"2025Q1": before}}
        if before
        else {"status": "refused", "waves": {"2025Q1": 10}}
    )
    later = replace(intake.context, earlier=(old,))
    book = write_book(tmp_path / "wave.xlsx", {"Survey": sheet("survivor_survey", now, {}, {})})
    judged = judge_file(book, "coordinator", datetime(2025, 4, 2), later)
    assert [(p.check_id, p.cells) for p in judged.problems] == (
        [("privacy_wave_grew_by_few", f"A2:A{now + 1}")] if refused else []
    )
    assert str(judged.status) == ("refused" if refused else "accepted")
    assert judged.waves == {"2025Q1": now}
