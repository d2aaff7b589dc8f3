"""The pages and workbooks of an edition: what they hold, for whom, on how many pages, and that nothing withheld stands in them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import duckdb
import pandas as pd
import pytest
from pypdf import PdfReader
from report_findings import PRIVATE
from report_site import DRAFT, QUARTER, SENTINEL
from workbook_parts import parts_of, read_book, sheets_of

from pipelines.metadata import MEASURES
from pipelines.metadata.edition import JOINT_MEASURES, KEY_MEASURES, PUBLIC_MEASURES
from pipelines.reports.edition import read_site
from pipelines.reports.editions.briefs import director_pdf
from pipelines.reports.editions.completeness import read_completeness
from pipelines.reports.editions.director import latest_words, read_page
from pipelines.reports.editions.imprint import Edition
from pipelines.reports.editions.own_findings import _before_after
from pipelines.reports.editions.review import _add_hidden
from pipelines.reports.figures import Figures
from pipelines.reports.kit.book import Book, Imprint
from pipelines.reports.kit.svg import line_svg
from pipelines.reports.source import Source
from pipelines.settings import AREAS, Quarter, SettingsError

PAGES = {
    "brief.pdf": 1,
    "findings.pdf": 1,
    "summary.pdf": 2,
    "experience.pdf": 1,
    "differences.pdf": 1,
    "fact_sheet.pdf": 1,
}
AVOIDED = ("uncooperative", "alleged victim", "domestic dispute", "mutual combat", "compliance score", "offender", "best agency", "worst agency")  # fmt: skip


def text_of(path: Path) -> str:
    if path.suffix == ".pdf":
        return "\n".join(page.extract_text() for page in PdfReader(path).pages)
    return "\n".join(parts_of(path).values())


def test_an_edition_has_its_files(edition: Path) -> None:
    found = {path.relative_to(edition).as_posix() for path in edition.rglob("*") if path.is_file()}
    agencies = ("ecc", "rpd", "wcso", "jail", "da", "court", "prob", "adv")
    assert found == {
        *(
            f"agencies/{agency}/{name}"
            for agency in agencies
            for name in ("brief.pdf", "findings.pdf", "workbook.xlsx")
        ),
        "joint/summary.pdf",
        "joint/experience.pdf",
        "joint/differences.pdf",
        "joint/workbook.xlsx",
        "public/fact_sheet.pdf",
        "for_the_reviewer.xlsx",
    }


def test_each_printed_page_keeps_to_its_length(edition: Path) -> None:
    pages = {path: len(PdfReader(path).pages) for path in edition.rglob("*.pdf")}
    assert {path: number for path, number in pages.items() if number != PAGES[path.name]} == {}


def test_nothing_withheld_and_no_word_to_avoid_stands_anywhere(edition: Path) -> None:
    for path in edition.rglob("*.*"):
        text = text_of(path).casefold()
        assert str(SENTINEL) not in text, path.name
        assert [word for word in AVOIDED if word in text] == [], path.name


def test_the_directors_page_has_its_nine_blocks_on_one_printed_page(edition: Path) -> None:
    path = edition / "agencies" / "rpd" / "workbook.xlsx"
    sheet = sheets_of(path)["Director’s page"]
    assert '<pageSetUpPr fitToPage="1"/>' in sheet  # one page, as nothing says that it may be more
    assert '<pageSetup paperSize="1" orientation="landscape"/>' in sheet
    brief = text_of(path.with_name("brief.pdf"))
    for words in ("2 What you need to know", "3 Policy", "4 Practice", "5 Four numbers", "6 Before and after you", "7 What survivors say", "8 Decisions", "Riverton Police Department", "Complete: everything that was due is in", DRAFT):  # fmt: skip
        assert words in " ".join(brief.split()), words


def test_the_director_has_the_findings_of_the_own_agency_first(edition: Path) -> None:
    """Yours to name an owner for stands among the decisions; the rest on a page that no other reader gets."""
    brief, page = (
        " ".join(text_of(edition / "agencies" / "rpd" / f"{name}.pdf").split())
        for name in ("brief", "findings")
    )
    assert "Findings: 1 waits for you and 1 is under way" in brief
    assert (
        "Name an owner and choose an action: Supervisor review within 72 hours. From 38 of 40 (95%, range 83% to 99%) to 20 of 40"
        in brief
    )
    assert (
        "for the director alone" in page
        and "Write a report (PAT-01)" in page
        and "Injury (Police incidents)" in page
    )
    assert "Findings" in sheets_of(edition / "agencies" / "rpd" / "workbook.xlsx")


def test_a_finding_that_is_not_shared_stands_in_the_own_agencys_files_only(edition: Path) -> None:
    told = {
        path.relative_to(edition).as_posix()
        for path in edition.rglob("*.*")
        if PRIVATE in " ".join(text_of(path).split())
    }
    assert told == {
        f"agencies/{agency}/{name}"
        for agency in ("ecc", "court")
        for name in ("brief.pdf", "findings.pdf", "workbook.xlsx")
    }


def test_an_agency_without_findings_is_told_so(edition: Path) -> None:
    page = " ".join(text_of(edition / "agencies" / "prob" / "findings.pdf").split())
    assert "No finding is open at your agency." in page


def test_before_and_after_is_drawn_with_gaps_and_the_action_marked(source: Source) -> None:
    row = SimpleNamespace(
        subject_kind="practice", subject_title="Write a report", action_done_date=dt.date(2025, 5, 15), action="New form.",
        before_num=8, before_den=21, after_num=21, after_den=21, after_verdict="better",
    )  # fmt: skip
    quarters = [("2025-01-01", 8, 21), ("2025-04-01", 9, 12), ("2025-10-01", 3, 9), ("2026-01-01", 21, 21)]
    points = pd.DataFrame(
        [{"period_start": pd.Timestamp(day), "num": num, "den": den} for day, num, den in quarters]
    )
    words, drawn = _before_after(row, points)
    assert words["text"].startswith("Write a report. Action in place May 15, 2025: New form. Before: 8 of 21")
    assert words["text"].endswith("Clearly better. The line runs from 2025 Q1 to 2026 Q1.")
    assert drawn["picture"]["alt"].endswith(
        "2025 Q1: 38%; 2025 Q2: 75%; 2025 Q3: no figure; 2025 Q4: no figure; 2026 Q1: 100%."
    )
    assert (
        drawn["picture"]["svg"].count("stroke-dasharray") == 1
        and drawn["picture"]["svg"].count("<circle") == 3
    )


def test_a_draft_says_so_and_a_release_says_when(edition: Path, source: Source) -> None:
    assert "for review, not for passing on" in text_of(edition / "public" / "fact_sheet.pdf")
    figures = Figures(source, "director", "rpd")
    page = read_page(source, figures, "rpd", QUARTER)
    released = Edition(QUARTER, DRAFT, dt.date(2026, 4, 20))
    first, again = (director_pdf(read_site(source), released, page) for _ in range(2))
    assert first == again
    assert released.status == "Released April 20, 2026"


def test_a_number_too_small_for_a_quarter_is_told_for_twelve_months(source: Source) -> None:
    figures = Figures(source, "director", "rpd")
    quarter, year = figures.quarters[-1], figures.years[-1]
    small, longer = (figures.get("M025", "rpd", period) for period in (quarter, year))
    assert small is not None and longer is not None and longer.state == "shown"
    withheld = replace(small, num=None, den=None, value=None, suppressed=True, reason="small_numbers")
    figures._figures["M025", "rpd", "quarter", quarter.start, "none", "all"] = withheld
    told = latest_words(figures, "M025", "rpd", figures.quarters, ())
    share = f"{longer.num} of {longer.den} ({longer.num / longer.den * 100:.0f} percent)"
    assert (
        told
        == f"Risk questions complete, withheld: small numbers in Q1 2026; 12 months to Mar 2026: {share}."
    )
    assert latest_words(figures, "M025", "rpd", (), ()) == "There is no whole quarter yet."


def test_a_directors_figures_are_those_of_the_agency_alone(source: Source) -> None:
    figures = Figures(source, "director", "rpd")
    assert {agency for measure in figures.measure_ids for agency in figures.agencies_of(measure)} == {"rpd"}


def test_the_reviewer_sees_what_is_missing_and_the_draft_to_name(edition: Path) -> None:
    text = text_of(edition / "for_the_reviewer.xlsx")
    assert (
        f"draft {DRAFT}" in text
        and "Jail bookings files of Willow County Jail for Feb 2026 and Mar 2026" in text
    )
    assert "The reviewer of the edition and the coordinator." in text
    assert "Nobody has tried to work out what is hidden, so it cannot be released" in text


def test_the_reviewer_reads_of_steps_and_case_reviews_too() -> None:
    made = duckdb.connect()
    made.execute(
        "CREATE SCHEMA ops; CREATE SCHEMA pub;"
        "CREATE TABLE ops.measure_definition (measure_id TEXT, name TEXT);"
        "CREATE TABLE ops.agency (agency_code TEXT, agency_name TEXT); INSERT INTO ops.agency VALUES ('rpd', 'Redfield');"
        "CREATE TABLE pub.funnel AS SELECT 'arrest' AS step, 'Arrest' AS label;"
        "CREATE TABLE ops.suppression_log AS SELECT 'joint' AS audience, t.*, 'figure' AS part, 'primary' AS kind, 'fewer than 10' AS rule"
        " FROM (VALUES ('funnel', 'arrest', 'none', 'all', 'rpd', 'quarter', DATE '2026-01-01'),"
        " ('case_review', 'PAT-01', 'element', '2026-Q1', 'rpd', 'review', NULL),"
        " ('case_review', 'PAT-02', 'element', '2025-Q4', 'rpd', 'review', NULL),"
        " ('case_review', 'PAT-03', 'element', 'all', 'rpd', 'review', NULL))"
        " AS t (table_name, series, breakdown, category, agency_code, period_kind, period_start)"
    )
    frame = Source(made).query("edition_hidden", start=QUARTER.start, end=QUARTER.end)
    told = list(zip(frame["series_name"], frame["category"], frame["period_kind"], strict=True))
    assert told == [
        ("Case review: PAT-01", "2026-Q1", "quarter"),
        ("Case review: PAT-03", "all", "quarter"),
        ("Funnel: Arrest", "all", "quarter"),
    ]


def test_the_reviewer_reads_one_line_for_all_periods_of_a_figure(source: Source, tmp_path: Path) -> None:
    figure = {"audience": "joint", "table_name": "measure_value", "series": "M020", "breakdown": "none", "category": "all",
              "agency_code": "rpd", "part": "figure", "kind": "primary", "rule": "under 10", "series_name": "Reports",
              "agency_name": "Redfield"}  # fmt: skip
    periods = [("month", "2026-01-01", "2026-01-31"), ("quarter", "2026-01-01", "2026-03-31")]
    other = {**figure, "kind": "complementary", "rule": "protects another figure"}
    frame = pd.DataFrame(
        [
            {
                **line,
                "period_kind": kind,
                "period_start": pd.Timestamp(start),
                "period_end": pd.Timestamp(end),
            }
            for line, (kind, start, end) in zip((figure, figure, other), (*periods, periods[0]), strict=True)
        ]
    )
    with Book(tmp_path / "book.xlsx", Imprint("Review", "Site", "Q1", dt.date(2026, 4, 20))) as book:
        _add_hidden(book, frame, Figures(source, "joint"))
    rows = list(read_book(tmp_path / "book.xlsx")["Hidden figures"].iter_rows(values_only=True))
    told = {row[7]: row[4:6] for row in rows if row[0] == "The directors together"}
    assert told == {
        "The number itself is small": ("Jan 2026, Q1 2026", 2),
        "It would give away another one by subtraction": ("Jan 2026", 1),
    }


def test_a_file_that_came_and_could_not_be_used_is_not_said_to_be_missing() -> None:
    states = {"2026-01-01": "received", "2026-02-01": "needs_fixing", "2026-03-01": "late"}
    frame = pd.DataFrame(
        {"month": pd.Timestamp(month), "status": status, "agency_code": "jail", "agency_name": "County Jail", "dataset_title": "Jail bookings"}
        for month, status in states.items()
    )  # fmt: skip
    source = cast(Source, SimpleNamespace(query=lambda _name: frame))
    told = read_completeness(source, "jail", Quarter(2026, 1))
    assert (told.came, told.due) == (1, 3)
    assert told.gaps == (
        "Data: the Jail bookings file of County Jail for Mar 2026 was not received; figures use Jan 2026 only.",
        "Data: the Jail bookings file of County Jail for Feb 2026 came and could not be used; figures use Jan 2026 only.",
    )


def test_periods_withheld_alike_stand_on_one_line(edition: Path) -> None:
    rows = list(
        read_book(edition / "agencies" / "rpd" / "workbook.xlsx")["All figures"].iter_rows(values_only=True)
    )
    head = next(i for i, row in enumerate(rows) if row[0] == "Measure")
    lines = pd.DataFrame(rows[head + 1 :], columns=rows[head])
    withheld = lines[lines["Count"] == "†"]
    assert len(withheld) and withheld["Period"].str.contains(", ").any()
    assert not withheld.drop(columns="Period").duplicated().any()
    assert not lines[lines["Count"] != "†"]["Period"].astype(str).str.contains(", ").any()


def test_every_area_has_key_measures_that_exist() -> None:
    assert set(KEY_MEASURES) == set(AREAS)
    named = {*JOINT_MEASURES, *PUBLIC_MEASURES, *(m for four in KEY_MEASURES.values() for m in four)}
    assert named <= set(MEASURES)


def test_a_withheld_point_is_a_gap_in_a_line() -> None:
    assert line_svg([1.0, 2.0, 3.0]).count("<line") - line_svg([1.0, None, 3.0]).count("<line") == 2
    assert "No figure that can be shown" in line_svg([None, None])


def test_an_empty_warehouse_gives_no_false_word(source: Source) -> None:
    with pytest.raises(duckdb.Error):
        read_page(
            Source(duckdb.connect(config={"threads": 1})), Figures(source, "director", "rpd"), "rpd", QUARTER
        )


@pytest.mark.parametrize("text", ["2026-Q5", "Q1", "2026-03", ""])
def test_what_is_no_quarter_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match=r"is not a quarter\. Write it like 2026-Q1"):
        Quarter.parse(text)


def test_a_quarter_knows_its_days_and_its_neighbor() -> None:
    quarter = Quarter.parse("2026-q1")
    assert (quarter.label, quarter.words, quarter.start, quarter.end) == ("2026-Q1", "Q1 2026", dt.date(2026, 1, 1), dt.date(2026, 3, 31))  # fmt: skip
    assert quarter.before == Quarter(2025, 4) and Quarter.of(dt.date(2026, 3, 31)) == quarter
