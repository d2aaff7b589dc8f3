"""The policy comparison, policy beside practice, the map and the source book say what a team asks of them."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest

from pipelines.reports.policy_tables import local_text
from pipelines.reports.policy_wording import _changed_cell
from pipelines.sample.world.assessment import (
    MISSING_DOCUMENTS,
    PAST_REVIEW,
    STEP_WITHOUT_LINK,
    STEP_WITHOUT_RISK,
    STEPS_WITHOUT_ADVOCATE,
    WITHOUT_COPY,
)


@pytest.fixture(scope="module")
def lines(workbooks: dict[str, Path]) -> dict[tuple[str, str], list[tuple[str, ...]]]:
    """The rows of each sheet as text."""
    found = {}
    for name in ("policy_comparison", "compliance", "case_map"):
        book = openpyxl.load_workbook(workbooks[name], rich_text=False)
        for sheet in book:
            rows = sheet.iter_rows(values_only=True)
            found[name, sheet.title] = [tuple("" if v is None else str(v) for v in row) for row in rows]
    return found


def row_of(rows, *parts):
    (found,) = [row for row in rows if all(any(part in cell for cell in row) for part in parts)]
    return found


def test_a_retired_practice_stays_on_the_chart_with_its_day_and_reason(lines):
    row = row_of(lines["policy_comparison", "RPD patrol"], "PAT-08")
    assert "× Retired here" in row
    assert any("Retired here from December 1, 2025: The county uses another screen." in cell for cell in row)


def test_every_conflict_stands_by_name(lines, source):
    conflicts = source.query("policy_response")
    named = conflicts[(conflicts["status"] == "conflicts") & conflicts["retired_on_date"].isna()]
    told = {(row[0], row[1]) for row in lines["policy_comparison", "Conflicts"] if "▲ Conflicts" in row}
    assert told and told == set(zip(named["agency_name"], named["element_id"], strict=True))


def test_statuses_are_counted_and_make_up_every_practice_and_never_a_score(lines):
    rows = lines["policy_comparison", "Summary"]
    head = next(n for n, row in enumerate(rows) if row[0] == "Agency")
    titles = [title for title in rows[head] if title]
    assert titles[0] == "Agency" and titles[-1] == "All" and "▲ Conflicts" in titles
    counted = [[int(cell) for cell in row[1 : len(titles)]] for row in rows[head + 1 :] if row[0] and row[1]]
    assert len(counted) > 5 and all(sum(row[:-1]) == row[-1] for row in counted)
    assert not any(word in " ".join(titles).lower() for word in ("score", "average", "percent", "%", "rank"))


def test_practices_that_no_agency_is_asked_about_are_named_on_the_summary(lines):
    told = " ".join(cell for row in lines["policy_comparison", "Summary"] for cell in row if cell)
    assert "No agency of this site answers for the recommended practices of:" in told
    assert "Victim/witness services (11)" in told and "All agencies together (8)" in told
    assert "Patrol (" not in told


def test_the_chart_names_reviewers_and_whether_they_agree(lines):
    cells = [cell for row in lines["policy_comparison", "RPD patrol"] for cell in row]
    assert any("Blueprint advocate\n● agree" in cell for cell in cells)
    assert any("▲ do not agree" in cell for cell in cells)
    assert any("· one reviewer only" in cell for cell in cells)


def test_an_answer_older_than_the_wording_asks_for_another_look(lines):
    cells = row_of(lines["policy_comparison", "RPD patrol"], "PAT-03", "Interview parties")
    if any("2026" in cell for cell in cells):
        assert any("reworded since" in cell for cell in cells)


def test_recommendation_and_decision_stand_with_the_practice(lines):
    row = row_of(lines["policy_comparison", "RPD patrol"], "PAT-07")
    assert any("REC-02: The report form asks" in cell and "◐ Accepted with changes" in cell for cell in row)


def test_a_recommendation_without_a_decision_is_open(lines):
    assert "· No decision yet" in row_of(lines["policy_comparison", "Recommendations"], "REC-04")


def test_wordings_are_told_in_numbers_too(lines):
    row = row_of(lines["policy_comparison", "Wording"], "Decided (REC-02), from what was proposed")
    assert any("words kept" in cell for cell in row)


def test_looks_of_words_differ_not_by_color_alone(workbooks):
    book = openpyxl.load_workbook(workbooks["policy_comparison"], rich_text=True)
    fonts = [
        block.font
        for row in book["Wording"].iter_rows()
        for cell in row
        if isinstance(cell.value, list)
        for block in cell.value
        if not isinstance(block, str)
    ]
    assert any(font.strike for font in fonts)
    assert any(font.u == "single" and font.b for font in fonts)


def test_every_wording_of_a_changed_practice_is_listed(lines):
    rows = [row for row in lines["policy_comparison", "Local changes"] if "PAT-03" in row]
    assert [row[3] for row in rows] == ["published wording, replaced", "reworded here, in force"]


@pytest.mark.parametrize(
    ("after", "told"),
    [
        pytest.param("Officers ask whether pets were hurt, and write it down.", "and write it down.", id="a few words"),
        pytest.param("Each report has a field for animals.", "Other words throughout:\nEach report has a field for animals.", id="all words"),
    ],
)  # fmt: skip
def test_the_new_words_of_a_rewording_are_always_there(after, told):
    assert told in _changed_cell("Officers ask whether pets were hurt.", after).text


def test_practice_is_shown_by_every_kind_of_evidence(lines):
    row = row_of(lines["compliance", "Policy beside practice"], "PAT-07", "Riverton")
    assert any("2 of 3 interviews named a gap\nCause: administrative practices" in cell for cell in row)
    assert any("believed" in cell for cell in row)


def test_the_map_marks_what_is_missing(lines):
    rows = lines["case_map", "Map gaps"]
    assert any("Nothing says how Booking is linked" in cell for row in rows for cell in row)
    marked = [row[2] for row in lines["case_map", "Map as a table"] if "▲ missing" in row]
    assert STEP_WITHOUT_LINK == "booking" and STEP_WITHOUT_RISK == "charging"
    assert len(marked) == len(STEPS_WITHOUT_ADVOCATE) + 2
    assert {"Booking", "Charging decision", "Warrant and search", "Pretrial hearings"} == set(marked)


def test_documents_that_no_step_uses_stand_last_on_the_gaps_of_the_map(lines):
    *_, claimed, unused = [row for row in lines["case_map", "Map gaps"] if any(row)]
    assert claimed[1] == "Booking" and claimed[2].startswith("○ SO-D01, ")
    assert "is named by no step of the map" in claimed[2] and claimed[3].startswith("Add it to the forms")
    assert (
        unused[1] == "No step"
        and unused[2].startswith("○ DA-D02, ")
        and unused[2].endswith("is used by no step.")
    )


def test_the_drawing_has_a_heading_a_box_and_an_arrow_for_the_steps(workbooks):
    import zipfile

    with zipfile.ZipFile(workbooks["case_map"]) as archive:
        drawing = archive.read("xl/drawings/drawing1.xml").decode()
    assert drawing.count("Heading of step") == 22
    assert drawing.count("The way leads from") == 17
    assert drawing.count("A link is missing from step 7, Booking, to step 8") == 1
    assert "What is missing: 6. 6  No link of the victim with an advocate" in drawing
    assert drawing.count("How many came to step 1, 911 call, by the exports of the agencies: 1,170.") == 1


def test_volumes_of_the_steps_stand_month_by_month(lines):
    rows = lines["case_map", "Volumes by month"]
    header = next(row for row in rows if row[1] == "Step")
    assert (header[2], header[13], header[14]) == ("Apr 2025", "Mar 2026", "12 months")
    calls, bookings = row_of(rows, "911 call"), row_of(rows, "Booking")
    assert all(int(count) > 0 for count in calls[2:15])
    assert bookings[12:14] == ("late", "late")
    assert not [row for row in rows if row[1] == "Dispatch"]


def test_the_source_book_says_what_it_lacks(lines):
    rows = lines["case_map", "Source book gaps"]
    assert row_of(rows, MISSING_DOCUMENTS[0], "▲ Not in the source book", "Policy checklist: PAT-04")
    assert row_of(rows, "SO-D03", "Look at SO-D07", "JWC-01")
    assert row_of(rows, WITHOUT_COPY, "□ Listed, no copy kept")
    assert all(row_of(rows, document, "○ Past its review") for document in PAST_REVIEW)


@pytest.mark.parametrize(
    ("status", "document", "told"),
    [
        pytest.param("met", None, "▲ no document named, section 4", id="met without its document"),
        pytest.param(
            "conflicts", " ", "▲ no document named, section 4", id="a conflict without its document"
        ),
        pytest.param("met", "MPD-D01", "MPD-D01, section 4", id="met with its document"),
        pytest.param("not_met", None, "▲ no document named, section 4", id="not met without its document"),
        pytest.param("not_addressed", None, "section 4", id="a status that needs none"),
    ],
)
def test_a_status_that_rests_on_no_document_says_so(status, document, told):
    row = SimpleNamespace(status=status, doc_id=document, section_ref="section 4", page_ref=None)
    assert local_text(row) == told
