"""The first sheet of a receipt: the verdict in words, what was read, rows that add up, what to do next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from pipelines.problems import Problem
from pipelines.reports.edition import day_words
from pipelines.reports.figures import words_of
from pipelines.reports.kit import Book, Cell
from pipelines.reports.kit.cells import FILE_STATUSES, SEVERITIES, Status
from pipelines.reports.kit.fit import chars_to_px, lines_needed, row_px

_LABEL, _VALUE, _WORDS = 30.0, 16.0, 74.0
_TEXT_PX = chars_to_px(_VALUE) + chars_to_px(_WORDS)


def add_verdict(book: Book, manifest: Mapping[str, Any], problems: Sequence[Problem]) -> None:
    """Adds the sheet "Verdict"."""
    sheet = book.add_sheet("Verdict")
    sheet.set_column(0, 0, _LABEL)
    sheet.set_column(1, 1, _VALUE)
    sheet.set_column(2, 2, _WORDS)
    row = _write_verdict(book, sheet, manifest)
    row = _write_heading(book, sheet, row, "What to do next")
    row = _write_wrapped(book, sheet, row, str(manifest["next_step"]))
    row = _write_heading(book, sheet, row, "What was read")
    for label, text in _facts(manifest):
        row = _write_fact(book, sheet, row, label, text)
    row = _write_heading(book, sheet, row, "Every row is accounted for")
    row = _write_accounts(book, sheet, row, manifest)
    row = _write_heading(book, sheet, row, "Problems")
    row = _write_counts(book, sheet, row, problems)
    if manifest.get("sheets"):
        row = _write_heading(book, sheet, row, "Sheets of the file")
        _write_sheets(book, sheet, row, manifest["sheets"])


def _write_verdict(book: Book, sheet: Worksheet, manifest: Mapping[str, Any]) -> int:
    style = book.styles.get
    status = FILE_STATUSES.get(str(manifest["status"]), Status("·", str(manifest["status"]), "open"))
    words = str(manifest.get("status_words") or status.word)
    sheet.set_row_pixels(0, 40)
    sheet.write_string(0, 0, f"{status.symbol} {words}", style("verdict"))
    row = _write_wrapped(book, sheet, 1, str(manifest["verdict_sentence"]))
    for column in range(3):
        sheet.write_blank(row, column, None, style("rule"))
    sheet.set_row_pixels(row, 8)
    return row + 1


def _write_heading(book: Book, sheet: Worksheet, row: int, words: str) -> int:
    sheet.set_row_pixels(row, 14)
    sheet.set_row_pixels(row + 1, 26)
    style = book.styles.get("heading")
    sheet.write_string(row + 1, 0, words, style)
    for column in (1, 2):
        sheet.write_blank(row + 1, column, None, style)
    return row + 2


def _write_wrapped(book: Book, sheet: Worksheet, row: int, text: str) -> int:
    return book.write_lines(sheet, row, text, chars_to_px(_LABEL) + _TEXT_PX - 20, "body_line")


def _facts(manifest: Mapping[str, Any]) -> list[tuple[str, str]]:
    received = dt.datetime.fromisoformat(str(manifest["received_ts"]))
    clock = f"{received:%I:%M %p}".lstrip("0")
    facts = [
        ("File", str(manifest["file_name"])),
        ("Agency", str(manifest["agency_name"])),
        ("Dataset", str(manifest["dataset_title"])),
        ("Period", str(manifest["period_label"])),
        ("Received", f"{day_words(received.date())}, {clock}"),
        ("Layout", str(manifest.get("layout_name") or "none matched")),
        ("Receipt number", str(manifest["submission_id"])),
    ]
    return facts


def _write_fact(book: Book, sheet: Worksheet, row: int, label: str, text: str) -> int:
    sheet.write_string(row, 0, label, book.styles.get("cover_label"))
    sheet.write_string(row, 1, text, book.styles.get("label"))
    sheet.write_blank(row, 2, None, book.styles.get("label"))
    sheet.set_row_pixels(row, 21)
    return row + 1


def _write_accounts(book: Book, sheet: Worksheet, row: int, manifest: Mapping[str, Any]) -> int:
    rows, cells = manifest["rows"], manifest["cells"]
    reasons = rows.get("left_out_by_reason") or {}
    lines: list[tuple[str, Any, Any, str]] = [
        ("Used", rows["used"], cells["used"], "They count in the figures."),
        ("Blank", rows["blank"], cells["blank"], "Nothing stands there."),
        ("Held", rows["held"], cells["held"], "They wait for a correction; the sheet Problems says which."),
        ("Left out", rows["left_out"], cells["left_out"], _reason_words(reasons)),
    ]
    row = _write_account_line(book, sheet, row, ("", "Rows", "What it means"), "header")
    for label, count, _, words in lines:
        row = _write_account_line(book, sheet, row, (label, int(count), words), "line")
    total = sum(int(count) for _, count, _, _ in lines)
    told = "Used, blank, held and left out together: every row of the file."
    if total != int(rows["in_file"]):
        told = f"The parts add up to {total:,}: please tell the coordinator, this should not happen."
    row = _write_account_line(book, sheet, row, ("In the file", int(rows["in_file"]), told), "total")
    control = manifest.get("control_total")
    if control is not None:
        data = int(rows["used"]) + int(rows["held"])
        same = int(control) == data
        words = "Same as used and held rows." if same else f"Used and held rows are {data:,}: please check which is right."  # fmt: skip
        row = _write_account_line(book, sheet, row, ("Total stated in the file", int(control), words), "line")
    cell_words = (
        f"Cells: {int(cells['in_file']):,} in the file = {int(cells['used']):,} used + {int(cells['blank']):,} blank"
        f" + {int(cells['held']):,} held + {int(cells['left_out']):,} left out."
    )
    return book.write_lines(sheet, row, cell_words, chars_to_px(_LABEL) + _TEXT_PX)


def _reason_words(reasons: Mapping[str, Any]) -> str:
    if not reasons:
        return "Nothing was left out."
    return "; ".join(f"{words_of(str(reason))}: {int(count):,}" for reason, count in reasons.items()) + "."


def _write_account_line(
    book: Book, sheet: Worksheet, row: int, values: tuple[str, str | int, str], kind: str
) -> int:
    looks = {
        "header": ("header", "header_number", "header"),
        "line": ("text", "count", "muted"),
        "total": ("total", "strong_count", "total"),
    }[kind]
    for column, (value, look) in enumerate(zip(values, looks, strict=True)):
        book.write(sheet, row, column, Cell(value), book.styles.get(look))
    lines = lines_needed(str(values[2]), chars_to_px(_WORDS), 10, kind == "total")
    sheet.set_row_pixels(row, row_px([lines]) + (3 if kind == "header" else 0))
    return row + 1


def _write_counts(book: Book, sheet: Worksheet, row: int, problems: Sequence[Problem]) -> int:
    if not problems:
        return book.write_lines(sheet, row, "No problem was found.", _TEXT_PX, "body_line")
    meaning = {
        "whole_file": "Nothing of the file is used until this is fixed.",
        "row_held": "The named rows wait for a correction; the others are used.",
        "value": "The row is used; the named cell counts as unknown.",
        "unlikely": "Used as sent. Please look whether it is right.",
        "note": "Told for your information; nothing to do.",
    }
    row = _write_account_line(book, sheet, row, ("How bad", "Problems", "What it means"), "header")
    for severity, status in SEVERITIES.items():
        count = sum(problem.severity.value == severity for problem in problems)
        if count:
            row = _write_account_line(book, sheet, row, (status.text, count, meaning[severity]), "line")
    return row


def _write_sheets(book: Book, sheet: Worksheet, row: int, sheets: Sequence[Mapping[str, Any]]) -> int:
    row = _write_account_line(book, sheet, row, ("Sheet", "Rows", "Was it read?"), "header")
    for found in sheets:
        reason = str(found.get("reason") or "")
        words = "Read." if found["used"] else f"Not read: {reason or 'no reason given'}."
        row = _write_account_line(
            book,
            sheet,
            row,
            (str(found["name"]), int(found.get("rows") or 0), words.replace("..", ".")),
            "line",
        )
    return row
