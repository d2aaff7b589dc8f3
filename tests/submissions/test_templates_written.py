"""Every template that is written, filled in as its own guide says, is accepted without a word."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from pipelines.cli.templates import known_to, write_templates
from pipelines.layouts.template_sheets import CHOICES, GUIDE, LONG_LISTS, PRACTICES, stamp, version_mark
from pipelines.metadata.classes import Field, Kind
from pipelines.metadata.code_lists import CODE_LISTS
from pipelines.metadata.datasets import DATASETS
from pipelines.metadata.derive import field_title
from pipelines.metadata.examples import example
from pipelines.reports.templates import Template, plan_templates, write_template
from pipelines.settings import SettingsError
from pipelines.submissions import Intake

WRITTEN = [name for name, d in DATASETS.items() if d.feeds and (d.is_coordinator or d.is_aggregate)]
AGREED = {"consent_aggregate", "consent_quote", "redaction_confirmed"}


def value(field: Field, row: int) -> object:
    """The guide's own example, with a number of its own on each row where the field tells rows apart."""
    if field.name == "answer_no":
        return row + 1
    if field.kind in (Kind.TRISTATE, Kind.FLAG):
        return True
    if field.kind is Kind.DATE:
        return datetime(2026, 3, 16).date() if "due" not in field.name else datetime(2026, 4, 16).date()
    if field.kind is Kind.TIMESTAMP:
        return datetime(2026, 3, 16, 14)
    if field.kind in (Kind.INTEGER, Kind.DECIMAL):
        return 4
    return example(field)


def filled(name: str, rows: int) -> tuple[dict[str, object], ...]:
    dataset = DATASETS[name]
    own = [f for f in dataset.fields if f.name in dataset.key and f.kind is Kind.TEXT and f.refers is None]
    ours = {f.name for f in own} or {
        f.name for f in dataset.fields if f.name in dataset.key[:1] and f.kind is Kind.TEXT
    }
    return tuple(
        {
            f.name: f"{value(f, row)}{'' if row == 0 or f.name not in ours or f.name == 'survey_wave' else -row}"
            if f.kind is Kind.TEXT
            else value(f, row)
            for f in dataset.fields
        }
        for row in range(rows)
    )


@pytest.mark.parametrize("name", WRITTEN)
def test_a_written_template_filled_in_comes_through_without_a_problem(
    intake: Intake, tmp_path: Path, name: str
) -> None:
    dataset = DATASETS[name]
    agency = "coordinator" if dataset.is_coordinator else "haven"
    known = known_to(intake.site)
    planned = next(t for t in plan_templates(known) if t.dataset.name == name)
    rows = filled(name, 10 if name == "survivor_survey" else 2)
    path = write_template(replace(planned, rows=rows), known, tmp_path / "filled.xlsx")
    judged = intake.judge(path, agency)
    assert judged.problems == []
    assert (str(judged.status), judged.dataset) == ("accepted", name)
    assert judged.records is not None and judged.records.num_rows == len(rows)
    for field in dataset.fields:
        if field.kind is Kind.CODE:
            assert judged.records[field.name][0].as_py() == CODE_LISTS[str(field.code_list)].codes[0].code


def test_a_site_s_templates_are_all_there(intake: Intake, tmp_path: Path) -> None:
    target, written = write_templates(intake.site, tmp_path / "templates", None, None)
    names = {path.stem for path in written}
    assert {DATASETS[n].title for n in WRITTEN} - names == {
        DATASETS[n].title for n in ("policy_checklist", "case_review", "advocacy_totals")
    }
    assert {"Policy checklist - mpd", "Case review tally - so", "Advocacy program totals - haven"} <= names
    book = openpyxl.load_workbook(target / "Policy checklist - mpd.xlsx")
    assert book.sheetnames == ["Policy checklist", GUIDE, PRACTICES, CHOICES]
    page = book.worksheets[0]
    assert page["A2"].value == stamp(DATASETS["policy_checklist"]) and page.protection.sheet
    assert page["A4"].protection.locked and not page["A5"].protection.locked
    headers = [cell.value for cell in page[4]]
    assert headers == [field_title(f.name) for f in DATASETS["policy_checklist"].fields]
    first = {header: page.cell(5, n).value for n, header in enumerate(headers, 1)}
    assert first["Agency code"] == "mpd" and str(first["Element ID"]).startswith("PAT-") and first["Practice"]
    column = page.cell(4, headers.index("Status") + 1).column_letter
    (choice,) = [v for v in page.data_validations.dataValidation if str(v.sqref).startswith(f"{column}5")]
    assert choice.type == "list" and CHOICES in str(choice.formula1)
    offered = {book[CHOICES].cell(row, 3).value for row in range(4, book[CHOICES].max_row + 1)} - {None}
    assert {value[:3] for value in offered} == {"PAT", "INV", "XAG"}  # its own practices and nobody else's


def test_a_blank_template_prints_ruled_rows_under_whole_headers(intake: Intake, tmp_path: Path) -> None:
    known = known_to(intake.site)
    planned = next(t for t in plan_templates(known) if t.dataset.name == "findings")
    page = openpyxl.load_workbook(write_template(planned, known, tmp_path / "blank.xlsx")).worksheets[0]
    assert all(cell.alignment.wrap_text for cell in page[4] if cell.value)
    assert (
        page["A24"].border.bottom.style and not page["A25"].border.bottom.style
    )  # 20 rows to fill in by hand: one page
    assert page.page_setup.fitToWidth == 3  # twenty columns on one page could not be read
    assert page["A3"].value is None and page["C3"].value  # what a second page would show by half


def test_lists_print_in_a_size_that_can_be_read_and_are_never_cut_from_their_words(
    intake: Intake, tmp_path: Path
) -> None:
    known = known_to(intake.site)
    planned = next(t for t in plan_templates(known) if t.dataset.name == "interviews")
    book = openpyxl.load_workbook(write_template(planned, known, tmp_path / "blank.xlsx"))
    assert book[LONG_LISTS]["A3"].value == "Practice elements"
    for name in (CHOICES, LONG_LISTS):
        sheet = book[name]
        assert sheet.page_setup.scale == 75 and not sheet.page_setup.fitToHeight
    breaks = [each.id for each in book[CHOICES].col_breaks.brk]
    assert breaks and all(column % 2 == 0 for column in breaks)  # each list has two columns


def test_each_column_says_what_it_asks_for_where_it_is_filled_in(intake: Intake, tmp_path: Path) -> None:
    known = known_to(intake.site)
    planned = next(t for t in plan_templates(known) if t.dataset.name == "practice_responses")
    page = openpyxl.load_workbook(write_template(planned, known, tmp_path / "blank.xlsx")).worksheets[0]
    told = [(v.promptTitle, v.prompt) for v in page.data_validations.dataValidation]
    fields = planned.dataset.fields
    assert told == [(field_title(f.name), f.description) for f in fields]
    assert ("N NA", "Of these, not applicable.") in told


def test_only_what_is_asked_for_is_written(intake: Intake, tmp_path: Path) -> None:
    _, one = write_templates(intake.site, tmp_path, "decisions", None)
    assert [path.name for path in one] == ["Decisions.xlsx"]
    _, own = write_templates(intake.site, tmp_path, None, "haven")
    assert sorted(path.stem.split(" - ")[0] for path in own) == [
        "Advocacy program totals", "Case review tally", "Policy checklist",
    ]  # fmt: skip
    with pytest.raises(SettingsError, match="rms_incidents has no template"):
        write_templates(intake.site, tmp_path, "rms_incidents", None)
    with pytest.raises(SettingsError, match="nobody is no agency"):
        write_templates(intake.site, tmp_path, None, "nobody")


def test_an_older_template_is_read_and_told(intake: Intake, tmp_path: Path) -> None:
    known = known_to(intake.site)
    today = DATASETS["materials_checklist"]
    older = replace(today, fields=tuple(f for f in today.fields if f.name != "note"))
    assert version_mark(older) != version_mark(today)
    rows = filled("materials_checklist", 2)
    path = write_template(Template(older, "old", rows), known, tmp_path / "old.xlsx")
    judged = intake.judge(path, "coordinator")
    assert [p.check_id for p in judged.problems] == ["sheet_template_older"]
    assert str(judged.status) == "accepted"


def test_two_writings_give_the_same_bytes(intake: Intake, tmp_path: Path) -> None:
    known = known_to(intake.site)
    planned = next(t for t in plan_templates(known) if t.dataset.name == "events")
    one, other = (write_template(planned, known, tmp_path / f"{n}.xlsx").read_bytes() for n in "ab")
    assert one == other
