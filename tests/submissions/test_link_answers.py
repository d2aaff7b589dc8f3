"""The workbook of uncertain links out and back: its answers are kept for ever, and a blank takes none away."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path

import duckdb
import openpyxl
import pytest
from small_site import make_site

from pipelines.metadata import TABLES
from pipelines.metadata.derive import create_table_sql
from pipelines.reports import link_review
from pipelines.reports.source import Source
from pipelines.settings import SettingsError, Site
from pipelines.submissions import Intake, learn_links, scan_drop, stored
from pipelines.submissions.link_answers import LinkAnswer, add_link_answers, answers_file, read_link_answers

QUESTIONS = ("Q-GHJKMNPQRSTV", "Q-WXYZGHJKMNPQ", "Q-RSTVWXYZGHJK")
READ = ("ops.site", "ops.agency", "ops.submission", "ops.link_question")


def _write(path: Path, as_of: date) -> Path:
    """The workbook as Samepage writes it, with three open questions."""
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute("CREATE SCHEMA ops")
        for name in READ:
            connection.execute(create_table_sql(TABLES[name]))
        connection.execute(
            "INSERT INTO ops.site (site_name, as_of_date, data_from_month, data_to_month) VALUES ('Elm', ?, ?, ?)",
            [as_of, as_of, as_of],
        )
        for question in QUESTIONS:
            connection.execute(
                "INSERT INTO ops.link_question (question_id, link_name, reason, counts_now, agency_code, event_date,"
                " source_sheet, source_row, partner_agency_code)"
                " VALUES (?, 'arrest_to_booking', 'several_fit', false, 'mpd', '2025-03-04', 'Arrests', 7, 'so')",
                [question],
            )
        link_review.write(Source(connection), path)
    return path


def _answer(path: Path, answers: dict[str, str]) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book[link_review.SHEET]
    for row in sheet.iter_rows(min_col=1, max_col=2):
        if row[0].value in answers:
            row[1].value = answers[row[0].value]
    book.save(path)


def _hand_in(
    intake: Intake, site: Site, name: str, as_of: date, answers: dict[str, str], came: datetime
) -> str:
    """Fill the workbook in, drop it into the coordinator's folder, and take it in; gives its verdict."""
    folder = site.drop / "coordinator"
    folder.mkdir(parents=True, exist_ok=True)
    path = _write(folder / name, as_of)
    _answer(path, answers)
    os.utime(path, (came.timestamp(), came.timestamp()))
    drop = next(one for one in scan_drop(site, intake.recipes) if one.path == path)
    return str(Intake(site, intake.context, intake.recipes).take_in(drop, came.date()).manifest["status"])


def test_answers_come_back_and_stay(intake: Intake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SAMEPAGE_KEY", raising=False)
    site = make_site(tmp_path)
    site.key_file.parent.mkdir(parents=True)
    site.key_file.write_bytes(intake.site.key_file.read_bytes())
    first = {QUESTIONS[0]: "Same case", QUESTIONS[1]: "Don't know"}
    assert _hand_in(intake, site, "links.xlsx", date(2025, 5, 1), first, datetime(2025, 5, 3)) == "accepted"
    assert learn_links(site) == 2
    held = {one.question_id: one.answer for one in read_link_answers(site)}
    assert held == {QUESTIONS[0]: "same", QUESTIONS[1]: "dont_know"}
    assert learn_links(site) == 0
    # Another day's workbook changes one answer and is silent about the others.
    second = {QUESTIONS[1]: "Not the same"}
    assert _hand_in(intake, site, "later.xlsx", date(2025, 6, 1), second, datetime(2025, 6, 3)) == "accepted"
    assert learn_links(site) == 1
    held = {one.question_id: one.answer for one in read_link_answers(site)}
    assert held == {QUESTIONS[0]: "same", QUESTIONS[1]: "not_same"}
    assert len(answers_file(site).read_text(encoding="utf-8").splitlines()) == 4
    assert {one.manifest["dataset"] for one in stored(site)} == {"link_review"}


def test_the_workbook_offers_three_answers(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(_write(tmp_path / "links.xlsx", date(2025, 5, 1)))[link_review.SHEET]
    (rule,) = sheet.data_validations.dataValidation
    assert rule.formula1 == '"Same case,Not the same,Don\'t know"'
    assert "Arrests, row 7" in [cell.value for line in sheet.iter_rows() for cell in line]


def test_a_line_that_is_no_answer_is_told(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    add_link_answers(site, [LinkAnswer("Q-A", "same", date(2025, 5, 1))])
    path = answers_file(site)
    path.write_text(path.read_text(encoding="utf-8") + "Q-B,perhaps,2025-05-01\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="line 3"):
        read_link_answers(site)
