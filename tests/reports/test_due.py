"""What is due, what happened since last month, and the drafts to liaisons: each kind of line on its boundary day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from report_site import AS_OF

from pipelines.reports.due import Due, month_before, read_due
from pipelines.reports.reminders import HEAD, read_reminders, reminder_text, save_reminders
from pipelines.reports.source import Source, rows_of

DAY = dt.timedelta(days=1)
_FINDING = "'F-1' AS finding_id, 'coordinator' AS audience, 'rpd' AS agency_code, 'Rarely asked.' AS finding, 'Change the form.' AS action"


def insert(table: str, columns: str, day: dt.date) -> str:
    return f"INSERT INTO pub.{table} BY NAME SELECT " + columns.replace("DAY", f"DATE '{day}'")


@contextmanager
def changed(source: Source, *statements: str) -> Iterator[Source]:
    """The made-up site with further rows, as long as the block lasts."""
    source.connection.begin()
    try:
        for statement in statements:
            source.connection.execute(statement)
        yield source
    finally:
        source.connection.rollback()


def due_numbers(source: Source, *statements: str) -> dict[str, str]:
    """The kinds of what is due from the registers, each with its state."""
    empty = ("pub.policy_document", "pub.recommendation", "pub.decision", "ops.submission_status")
    with changed(source, *(f"DELETE FROM {name}" for name in empty), *statements):
        return {f"{due.kind} {due.number}": due.state(AS_OF) for due in read_due(source, AS_OF)}


@pytest.mark.parametrize(
    ("table", "columns", "expected"),
    [
        pytest.param("decision", "'D-1' AS decision_id, 'open' AS status, DAY AS due_date", "decision D-1", id="decision"),
        pytest.param("decision", "'D-1' AS decision_id, 'done' AS status, DAY AS due_date", None, id="a decision that is done"),
        pytest.param("milestone", "'M-1' AS milestone_id, 'on_track' AS status, DAY AS planned_date", "milestone M-1", id="milestone"),
        pytest.param("milestone", "'M-1' AS milestone_id, 'on_track' AS status, DAY AS planned_date, DAY AS done_date", None, id="a milestone that is done"),
        pytest.param("finding", f"{_FINDING}, 'open' AS status, DAY AS due_date", "finding F-1", id="finding"),
        pytest.param("finding", f"{_FINDING}, 'waiting' AS status, DAY AS remeasure_due_date", "remeasure F-1", id="to be measured again"),
        pytest.param("finding", f"{_FINDING}, 'closed' AS status, DAY AS due_date, DAY AS remeasure_due_date", None, id="a closed finding"),
        pytest.param("partner", "'P-1' AS partner_id, 'Police' AS organization, 'signed' AS mou_status, DAY AS mou_expires_date", "agreement P-1", id="agreement"),
        pytest.param("policy_document", "'X-1' AS doc_id, 'Policy' AS title, DAY AS review_due_date", "document X-1", id="document"),
        pytest.param("policy_document", "'X-1' AS doc_id, 'Policy' AS title, DAY AS review_due_date, 'X-2' AS superseded_by", None, id="a replaced document"),
        pytest.param("material", "'A-1' AS material_id, 'Forms' AS material, 'asked' AS status, DAY AS due_date", "material A-1", id="material"),
        pytest.param("material", "'A-1' AS material_id, 'Forms' AS material, 'have' AS status, DAY AS due_date", None, id="material that came"),
        pytest.param("scheduled_activity", "'S-1' AS activity_id, 'interview' AS activity_kind, 'planned' AS status, DAY AS planned_ts", "activity S-1", id="schedule"),
        pytest.param("public_event", "'E-1' AS event_id, 'Launch' AS title, 'planned' AS status, DAY AS planned_date", "event E-1", id="public event"),
        pytest.param("meeting", "'T-1' AS meeting_id, 'team' AS meeting_group, DAY AS next_meeting_date", "meeting T-1", id="next meeting"),
        pytest.param("team_member", "'S-1' AS member_id, 'Sergeant' AS member_role, DAY - 60 AS joined_date", "orientation S-1", id="orientation after 60 days"),
        pytest.param("recommendation", "'R-1' AS rec_id, 'patrol' AS agency_area, DAY - 30 AS submitted_date", "review R-1", id="review after 30 days"),
    ],
)  # fmt: skip
def test_every_register_brings_what_is_due(
    source: Source, table: str, columns: str, expected: str | None
) -> None:
    assert due_numbers(source, insert(table, columns, AS_OF - DAY)) == (
        {expected: "overdue"} if expected else {}
    )
    assert due_numbers(source, insert(table, columns, AS_OF)) == ({expected: "week"} if expected else {})


@pytest.mark.parametrize(
    ("days", "milestone", "agreement"),
    [
        pytest.param(7, "week", "week", id="a week ahead"),
        pytest.param(8, "month", "month", id="more than a week"),
        pytest.param(30, "month", "month", id="thirty days"),
        pytest.param(31, None, "later", id="agreements are listed earlier than other things"),
        pytest.param(90, None, "later", id="ninety days"),
        pytest.param(91, None, None, id="too far ahead for both"),
    ],
)
def test_how_far_ahead_things_are_listed(
    source: Source, days: int, milestone: str | None, agreement: str | None
) -> None:
    day = AS_OF + days * DAY
    found = due_numbers(source,
        insert("milestone", "'M-1' AS milestone_id, DAY AS planned_date, 'on_track' AS status", day),
        insert("partner", "'P-1' AS partner_id, 'Police' AS organization, 'signed' AS mou_status, DAY AS mou_expires_date", day),
    )  # fmt: skip
    assert (found.get("milestone M-1"), found.get("agreement P-1")) == (milestone, agreement)


def test_a_review_that_was_given_is_not_due(source: Source) -> None:
    asked = insert("recommendation", "'R-1' AS rec_id, 'patrol' AS agency_area, 'ecc' AS areas_affected, DAY - 30 AS submitted_date", AS_OF)  # fmt: skip
    given = "INSERT INTO pub.recommendation_review BY NAME SELECT 'R-1' AS rec_id, unnest(['patrol', 'ecc']) AS agency_area"
    decided = (
        "INSERT INTO pub.decision BY NAME SELECT 'D-1' AS decision_id, 'R-1' AS rec_id, 'done' AS status"
    )
    assert "review R-1" in due_numbers(source, asked)
    assert due_numbers(source, asked, given) == {}
    assert due_numbers(source, asked, decided) == {}


def test_only_orientation_after_joining_counts(source: Source) -> None:
    member = insert("team_member", "'S-1' AS member_id, 'rpd' AS agency_code, DAY - 60 AS joined_date, 'Sergeant' AS member_role", AS_OF)  # fmt: skip
    held = "'E-1' AS event_id, 'orientation' AS training_kind, 'rpd' AS agency_code"
    assert due_numbers(source, member, insert("training_event", f"{held}, DAY - 61 AS held_date", AS_OF)) == {"orientation S-1": "week"}  # fmt: skip
    assert (
        due_numbers(source, member, insert("training_event", f"{held}, DAY - 60 AS held_date", AS_OF)) == {}
    )


@pytest.mark.parametrize(
    ("today", "since"),
    [
        pytest.param(dt.date(2026, 4, 15), dt.date(2026, 3, 15), id="the same day"),
        pytest.param(dt.date(2026, 3, 31), dt.date(2026, 2, 28), id="a shorter month"),
    ],
)
def test_a_month_before(today: dt.date, since: dt.date) -> None:
    assert month_before(today) == since


@pytest.mark.parametrize(
    ("day", "is_told"),
    [
        pytest.param(dt.date(2026, 3, 15), False, id="a month ago to the day"),
        pytest.param(dt.date(2026, 3, 16), True, id="a day later"),
        pytest.param(AS_OF, True, id="today"),
        pytest.param(AS_OF + DAY, False, id="tomorrow"),
    ],
)
def test_what_happened_since_last_month(source: Source, day: dt.date, is_told: bool) -> None:
    with changed(
        source, insert("meeting", "'T-1' AS meeting_id, 'team' AS meeting_group, DAY AS meeting_date", day)
    ):
        frame = source.query("recent_event", since=month_before(AS_OF), until=AS_OF)
    assert ("T-1" in set(frame["number"])) is is_told
    assert all(month_before(AS_OF) < row.happened_date.date() <= AS_OF for row in rows_of(frame))


def _due(kind: str, day: dt.date, words: str = "Booking forms", detail: str = "") -> Due:
    return Due(kind, "N-1", words, "jail", "Willow County Jail", "", day, None, detail)


@pytest.mark.parametrize(
    ("due", "line"),
    [
        pytest.param(_due("material", AS_OF), "- N-1: Booking forms (by April 15, 2026)", id="due today"),
        pytest.param(_due("material", AS_OF - DAY), "- N-1: Booking forms (the day was April 14, 2026)", id="past its day"),
        pytest.param(_due("agreement", AS_OF, "Agreement with the jail ends"), "- Agreement with the jail ends on April 15, 2026. Shall we renew it?", id="an agreement"),
        pytest.param(_due("finding", AS_OF, "Not asked at booking"), "- The work agreed under finding N-1 (by April 15, 2026)", id="a finding without its words"),
        pytest.param(_due("file", AS_OF - DAY, detail="needs_fixing"), "- N-1: Booking forms: the file came, thank you. Its receipt names the cells to correct; then please send it again.", id="a file to correct"),
    ],
)  # fmt: skip
def test_a_draft_says_what_is_open_and_by_when(due: Due, line: str) -> None:
    text = reminder_text("Willow County Jail", "Jail lieutenant", [due], AS_OF, "Willow County Blueprint")
    assert line in text.splitlines()
    assert text.startswith(HEAD)
    assert "For: Jail lieutenant, Willow County Jail" in text
    assert "Not asked at booking" not in text


def test_drafts_stand_for_agencies_that_something_is_due_from(source: Source) -> None:
    drafts = read_reminders(source)
    assert "it was due on March 10, 2026 and has not come yet" in drafts["jail"]
    assert "Its receipt names the cells to correct" in drafts["wcso"]
    blaming = ("fail", "neglect", "again and again", "warning", "must")
    assert not [word for text in drafts.values() for word in blaming if word in text.casefold()]


def test_a_draft_goes_when_nothing_is_due_any_more_and_own_texts_stay(tmp_path: Path) -> None:
    save_reminders({"jail": f"{HEAD}one", "rpd": f"{HEAD}two", "da": f"{HEAD}three"}, tmp_path)
    (tmp_path / "da.txt").write_text("Dear liaison, as we said")
    (tmp_path / "notes.txt").write_text("mine")
    written = save_reminders({"rpd": f"{HEAD}four", "da": f"{HEAD}five"}, tmp_path)
    assert [path.stem for path in written] == ["rpd"]
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "rpd.txt": f"{HEAD}four", "da.txt": "Dear liaison, as we said", "notes.txt": "mine",
    }  # fmt: skip
