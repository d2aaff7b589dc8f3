"""The examples of checks of files, sheets, tables and what protects people do what they say.

An example reads ``[cell; cell] [cell; cell]``, a row in each pair of brackets, with ``(blank)`` for an empty cell; a name before a
colon begins a sheet, and ``3 ×`` repeats a row with numbers in place of #. An example in words is built under the same words.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from examples_run import examples_of
from quirk_site import HEADERS, Desk, Rows, month
from workbook_writers import ole_file, with_cells, write_xls

from pipelines.checks import Check
from pipelines.cli.templates import known_to
from pipelines.layouts.load import built_in_layout
from pipelines.metadata.datasets import DATASETS
from pipelines.metadata.derive import field_title
from pipelines.reading import Limits, ReaderPool
from pipelines.reports.templates import Template, write_template
from pipelines.settings import MouGate
from pipelines.submissions.month_problems import known_months
from pipelines.submissions.take_in import Judged, judge_file

CAME = datetime(2025, 4, 2, 10)
EXAMPLES = examples_of(__file__)
# The agency whose layout the rows of an example are read with; mpd where none stands here.
AGENCY = {
    "privacy_advocacy_rows": "haven",
    "privacy_words_column": "coordinator",
    "privacy_consent_missing": "coordinator",
    "privacy_finer_than_quarter": "coordinator",
    "privacy_wave_too_small": "coordinator",
    "row_two_options": "opd",
    "row_juvenile": "xpd",
    "sheet_other_dataset": "xpd",
    "table_codes_unmapped": "xpd",
}
_SHEET = re.compile(r"(?:(?P<name>[^\[\]]+): )?(?P<rows>(?:(?:[0-9]+ × )?\[[^\]]*\] ?)+)")
_ROW = re.compile(r"(?:([0-9]+) × )?\[([^\]]*)\]")
Built = Callable[[Desk], Judged]
BUILT: dict[str, Built] = {}


def built(words: str) -> Callable[[Built], Built]:
    """Enters what judges the file that the catalogue describes in these words."""

    def enter(judge: Built) -> Built:
        assert words not in BUILT
        BUILT[words] = judge
        return judge

    return enter


def sheets_of(text: str) -> tuple[dict[str, Rows], list[str]]:
    """The sheets that an example shows, and which of them are hidden."""
    matches = list(_SHEET.finditer(text))
    assert matches and "".join(m.group() for m in matches) == text, text
    sheets: dict[str, Rows] = {}
    hidden = []
    for match in matches:
        name = match["name"] or "Incidents"
        if name.startswith("Hidden sheet "):
            name = name.removeprefix("Hidden sheet ")
            hidden.append(name)
        rows: list[list[str | None]] = []
        for times, cells in _ROW.findall(match["rows"]):
            for number in range(1, int(times or 1) + 1):
                texts = cells.replace("#", str(number)).split("; ")
                rows.append([None if cell == "(blank)" else cell for cell in texts])
        sheets[name] = rows
    return sheets, hidden


def told(desk: Desk, check: Check, text: str) -> set[str]:
    """The checks that the example trips."""
    if text in BUILT:
        judged = BUILT[text](desk)
    else:
        sheets, hidden = sheets_of(text)
        judged = desk.judge(sheets, AGENCY.get(check.check_id, "mpd"), hidden=hidden)
    assert judged.rows.balances() and judged.cells.balances()
    return {problem.check_id for problem in judged.problems}


@pytest.mark.parametrize("check", EXAMPLES, ids=lambda check: check.check_id)
def test_the_bad_file_trips_its_check_and_the_good_one_does_not(check: Check, desk: Desk) -> None:
    assert check.example_bad != check.example_good
    assert check.check_id in told(desk, check, check.example_bad)
    assert check.check_id not in told(desk, check, check.example_good)


def test_every_file_that_is_built_is_in_the_catalogue() -> None:
    assert set(BUILT) <= {text for check in EXAMPLES for text in (check.example_bad, check.example_good)}


def test_an_example_that_is_neither_rows_nor_built_is_told() -> None:
    with pytest.raises(AssertionError):
        sheets_of("a file of some kind")


def file(desk: Desk, name: str, data: bytes | str, agency: str = "mpd", encoding: str = "utf-8") -> Judged:
    return desk.judge(desk.file(name, data, encoding), agency)


def in_context(desk: Desk, path: Path, agency: str = "mpd", **changes: Any) -> Judged:
    """The verdict on a file where something about the site is otherwise."""
    return judge_file(path, agency, CAME, replace(desk.intake.context, **changes))


def with_parts(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "a") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return path


CSV = "\n".join(",".join(row) for row in month())
USUAL = "a workbook of three incidents"


@built(USUAL)
def _usual(desk: Desk) -> Judged:
    return desk.judge(month())


@built("an export in a folder that no agency of site.yaml has")
def _nobody(desk: Desk) -> Judged:
    return desk.judge(month(), "elsewhere")


@built("a file of 0 bytes")
def _empty(desk: Desk) -> Judged:
    return file(desk, "march.xlsx", b"")


@built("a workbook that asks for a password")
def _password(desk: Desk) -> Judged:
    return file(desk, "march.xlsx", ole_file({"EncryptionInfo": b"x", "EncryptedPackage": b"x"}))


@built("the first half of a workbook")
def _half(desk: Desk) -> Judged:
    whole = desk.book(month(), name="whole.xlsx").read_bytes()
    return file(desk, "march.xlsx", whole[: len(whole) // 2])


@built("a PDF document")
def _pdf(desk: Desk) -> Judged:
    return file(desk, "march.pdf", b"%PDF-1.7 x")


@built("the file ~$march.xlsx, which is there while march.xlsx is open")
def _marker(desk: Desk) -> Judged:
    return file(desk, "~$march.xlsx", b"\x05owner" + bytes(100))


@built("a text that says where the file is kept (Git LFS)")
def _pointer(desk: Desk) -> Judged:
    return file(desk, "march.xlsx", "version https://git-lfs.github.com/spec/v1\noid x\n")


@built("a small file that unpacks to more than the limit")
def _bomb(desk: Desk) -> Judged:
    path = with_parts(desk.book(month()))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/x", bytes(3_000_000))
    with ReaderPool(Limits(uncompressed_mb=2)) as pool:
        return in_context(desk, path, pool=pool)


@built("a file at which the reader stops")
def _stops(desk: Desk) -> Judged:
    with ReaderPool(Limits(), (sys.executable, "-c", "import sys; sys.exit(3)")) as pool:
        return in_context(desk, desk.book(month()), pool=pool)


@built("a file that takes longer than the limit to read")
def _slow(desk: Desk) -> Judged:
    with ReaderPool(Limits(seconds=0.3), (sys.executable, "-c", "import time; time.sleep(60)")) as pool:
        return in_context(desk, desk.book(month()), pool=pool)


@built("a CSV file with the word Blessé in an older encoding")
def _older(desk: Desk) -> Judged:
    return file(desk, "march.csv", CSV.replace(",N", ",Blessé"), encoding="cp1252")


@built("the same file as UTF-8")
def _newer(desk: Desk) -> Judged:
    return file(desk, "march.csv", CSV.replace(",N", ",Blessé"))


@built("a CSV file with an empty byte inside a cell")
def _nul(desk: Desk) -> Judged:
    return file(desk, "march.csv", CSV.replace("24-0001", "24-\x000001"))


@built("a CSV file of three incidents")
def _csv(desk: Desk) -> Judged:
    return file(desk, "march.csv", CSV)


@built("a CSV file that is named march.xlsx")
def _kind(desk: Desk) -> Judged:
    return file(desk, "march.xlsx", CSV)


@built("a workbook with macros")
def _macros(desk: Desk) -> Judged:
    return desk.judge(with_parts(desk.book(month()), "xl/vbaProject.bin"))


@built("a workbook with links to another workbook")
def _links(desk: Desk) -> Judged:
    return desk.judge(with_parts(desk.book(month()), "xl/externalLinks/externalLink1.xml"))


@built("a workbook with a picture")
def _picture(desk: Desk) -> Judged:
    return desk.judge(with_parts(desk.book(month()), "xl/media/image1.png"))


@built("a workbook whose sheet is written in UTF-16")
def _second(desk: Desk) -> Judged:
    path = desk.book(month())
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].decode().replace("UTF-8", "UTF-16").encode("utf-16")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return desk.judge(path)


@built("a workbook in which row 3 is written before row 1")
def _disagree(desk: Desk) -> Judged:
    rows = (
        '<row r="3"><c r="A3"><v>3</v></c></row><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
    )
    return desk.judge(with_cells(desk.folder, rows))


@built("a workbook of Excel 97 with a long number in a cell")
def _unknown_facts(desk: Desk) -> Judged:
    cells: dict[tuple[int, int], Any] = {
        (r, c): cell for r, row in enumerate(month()) for c, cell in enumerate(row)
    }
    return desk.judge(
        write_xls(desk.folder / "march.xls", {"Incidents": cells | {(9, 9): 1.2345678901234567e16}})
    )


def _annex(desk: Desk, gate: MouGate, signed: bool) -> Judged:
    settings = desk.intake.context.settings.model_copy(update={"mou_gate": gate})
    without = frozenset() if signed else frozenset({"mpd"})
    return in_context(desk, desk.book(month()), settings=settings, without_annex=without)


@built("an export of an agency whose data annex is not signed")
def _no_annex(desk: Desk) -> Judged:
    return _annex(desk, MouGate.HOLD, signed=False)


@built("the same export on the day of the signature")
def _with_annex(desk: Desk) -> Judged:
    return _annex(desk, MouGate.HOLD, signed=True)


@built("an export of an agency without a signed data annex, at a site that only warns")
def _warned(desk: Desk) -> Judged:
    return _annex(desk, MouGate.WARN, signed=False)


@built("the same export on the day of the signature, at a site that only warns")
def _not_warned(desk: Desk) -> Judged:
    return _annex(desk, MouGate.WARN, signed=True)


@built("the first export of an agency that has no layout yet")
def _no_layout(desk: Desk) -> Judged:
    return in_context(desk, desk.book(month()), layouts={**desk.intake.context.layouts, "mpd": []})


def _changed(change: Callable[[Any, Any], None]) -> Built:
    return lambda desk: desk.judge(month(), change=change)


built("a sheet whose row 4 is hidden")(
    _changed(lambda book, sheet: sheet.set_row(3, None, None, {"hidden": True}))
)
built("a comment on a cell: dual arrest")(
    _changed(lambda book, sheet: sheet.write_comment("D4", "dual arrest"))
)
built("a comment on a cell: call 555-123-4567")(
    _changed(lambda book, sheet: sheet.write_comment("D4", "call 555-123-4567"))
)
built("a formula that Excel never worked out")(
    _changed(lambda book, sheet: sheet.write_formula("D4", '=IF(1,"N","M")', None, 0))
)
built("the number 121 in a cell that shows it as 000121")(
    _changed(lambda book, sheet: sheet.write_number(2, 0, 121, book.add_format({"num_format": "000000"})))
)
built("the number 12345678901234567 in a cell")(
    _changed(lambda book, sheet: sheet.write_number("D4", 12345678901234567))
)
built("the number 123456789012345 in a cell")(
    _changed(lambda book, sheet: sheet.write_number("D4", 123456789012345))
)


def _register(desk: Desk, without: str = "") -> Judged:
    dataset = DATASETS["materials_checklist"]
    kept = replace(dataset, fields=tuple(f for f in dataset.fields if f.name != without))
    row = {"material_id": "MAT-07", "material": "General order", "agency_code": "mpd", "status": "Needed"}
    rows = [{name: text for name, text in row.items() if any(f.name == name for f in dataset.fields)}]
    return desk.judge(
        write_template(
            Template(kept, "register", rows), known_to(desk.intake.site), desk.folder / "register.xlsx"
        ),
        "coordinator",
    )


@built("a register on last year's template, which lacks a column")
def _old_template(desk: Desk) -> Judged:
    return _register(desk, without="note")


@built("the same register on today's template")
def _new_template(desk: Desk) -> Judged:
    return _register(desk)


def _checklist(desk: Desk, doc_id: str) -> Judged:
    common = {"agency_code": "mpd", "review_round": "2026-1"}
    rows = [
        common | {"element_id": "PAT-01", "status": "Met", "doc_id": doc_id},
        common | {"element_id": "PAT-02", "status": "Not addressed"},
    ]
    template = Template(DATASETS["policy_checklist"], "checklist", rows)
    return desk.judge(
        write_template(template, known_to(desk.intake.site), desk.folder / "checklist.xlsx"), "coordinator"
    )


@built("a checklist that says Met and names no document")
def _without_document(desk: Desk) -> Judged:
    return _checklist(desk, "")


@built("the same checklist with the document")
def _with_document(desk: Desk) -> Judged:
    return _checklist(desk, "MPD-D03")


ANSWER = {
    "survey_wave": "2025-Q1",
    "mode": "On paper",
    "consent_aggregate": "Yes",
    "survivor_step": "Police",
    "score_respect": "4",
}


def _survey(desk: Desk, count: int, **last: str) -> Path:
    """A survey of so many people, one of whom answered otherwise."""
    names = [field.name for field in DATASETS["survivor_survey"].fields]
    rows = [
        [(ANSWER | {"answer_no": str(n)} | (last if n == count else {})).get(name) for name in names]
        for n in range(1, count + 1)
    ]
    return desk.book({"Survey": [[field_title(name) for name in names], *rows]}, name="survey.xlsx")


def _on_template(desk: Desk, path: Path, **changes: Any) -> Judged:
    """The verdict on a survey on our template, which the layouts of this site's coordinator stand in place of."""
    layouts = {
        **desk.intake.context.layouts,
        "coordinator": [built_in_layout("survivor_survey", "coordinator")],
    }
    return in_context(desk, path, "coordinator", layouts=layouts, **changes)


QUOTE = {"free_text_redacted": "They listened.", "consent_quote": "Yes"}


@built("a survey with the words of a person that nobody checked")
def _words(desk: Desk) -> Judged:
    return _on_template(desk, _survey(desk, 11, **QUOTE))


@built("the same words, checked by a second person, of somebody who may be quoted")
def _checked_words(desk: Desk) -> Judged:
    return _on_template(desk, _survey(desk, 11, **QUOTE, redaction_confirmed="Yes"))


def _grown(desk: Desk, count: int) -> Judged:
    earlier = ({"status": "accepted", "waves": {"2025Q1": 10}},)
    return _on_template(desk, _survey(desk, count), earlier=earlier)


@built("10 people in a wave, then 19 in the same wave")
def _nine_more(desk: Desk) -> Judged:
    return _grown(desk, 19)


@built("10 people in a wave, then 20 in the same wave")
def _ten_more(desk: Desk) -> Judged:
    return _grown(desk, 20)


@built("a check of the site that asks whether a word is above 0")
def _cannot_run(desk: Desk) -> Judged:
    folder = desk.folder / "expectations"
    shutil.copytree(desk.intake.context.suites, folder)
    path = folder / "suites" / "rms_incidents.json"
    suite = json.loads(path.read_text(encoding="utf-8"))
    asked = {"column": "injury", "min_value": 0}
    suite["expectations"].append(
        {
            "type": "expect_column_values_to_be_between",
            "kwargs": asked,
            "meta": {"check_id": "row_number_below_zero"},
        }
    )
    path.write_text(json.dumps(suite), encoding="utf-8")
    return in_context(desk, desk.book(month()), suites=folder)


@built("a file named 2025-02.xlsx whose rows are of March")
def _other_month(desk: Desk) -> Judged:
    return desk.judge(month(), name="incidents 2025-02.xlsx")


@built("a file named 2025-03.xlsx whose rows are of March")
def _same_month(desk: Desk) -> Judged:
    return desk.judge(month(), name="incidents 2025-03.xlsx")


def _after_january(desk: Desk, *months: int) -> Judged:
    """A file of these months comes after a file of January."""
    rows = [[f"24-{m}{n}", f"0{m}/{n + 1:02d}/2025", "Y", "N"] for m in months for n in range(8)]
    judged = desk.judge([HEADERS, *rows])
    earlier = {
        "agency_code": "mpd",
        "dataset": "rms_incidents",
        "status": "accepted",
        "period_start": "2025-01-01",
        "period_end": "2025-01-31",
    }
    judged.problems.extend(known_months("mpd", judged.dataset, "", judged.period, [earlier]))
    return judged


@built("January and February in one file, after a file of January")
def _overlap(desk: Desk) -> Judged:
    return _after_january(desk, 1, 2)


@built("February in a file, after a file of January")
def _no_overlap(desk: Desk) -> Judged:
    return _after_january(desk, 2)
