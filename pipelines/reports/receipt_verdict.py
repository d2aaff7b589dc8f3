"""The first sheet of a receipt: the verdict in words, what to do next, what was read, and the account of rows and cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from pipelines.reports.edition import day_words
from pipelines.reports.figures import words_of
from pipelines.reports.kit import Book, Cell
from pipelines.reports.kit.cells import FILE_STATUSES, SEVERITIES, Status
from pipelines.reports.kit.fit import chars_to_px, lines_needed, row_px
from pipelines.reports.receipt_between import BETWEEN_SHEET
from pipelines.reports.receipt_problems import Line
from pipelines.submissions.fix_words import CODES_SHEET, FIX_SHEET, NUMBER_WORDS

_WIDTHS = (32.0, 12.0, 12.0, 66.0)
_ROWS_ON_A_PAGE = 62  # of a printed page in portrait, shrunk no further than can be read
_ROOM = sum(chars_to_px(width) for width in _WIDTHS) - 20
_ALWAYS = " from 1990-01"  # how a layout without a first month is called
_MEANING = {
    "whole_file": "Nothing of the file is used until this is fixed.",
    "row_held": "The named rows wait for a correction; the others are used.",
    "value": "The row is used; the named cell counts as unknown.",
    "unlikely": "Used as sent. Please look whether it is right.",
    "note": "Told for your information; nothing to do.",
}
_REASON_WORDS = {
    "title": "Lines above the table.",
    "header": "The words over the columns.",
    "repeated header": "The words over the columns, once more inside the table.",
    "footnote": "Lines below the table.",
    "total row": "Sums: compared with the rows, and not counted as a row.",
    "not mapped": "Columns that the agreed layout does not name.",
    "dropped for privacy": "Removed before anything was stored, because they may identify a person.",
    "outside the layout's filter": "Rows that the layout does not ask for.",
    "sheet not used": "Sheets that hold no table of this kind.",
    "nil report": "The words that say that nothing happened.",
    "file refused": "Nothing of a refused file is kept.",
    "file not accepted": "Nothing of the file fits a layout.",
    "receipt": "What the receipt itself says around your rows.",
    "left out by the sender": "Rows that you asked to leave out.",
}
_REASON_LABELS = {"left out by the sender": "Left out by you", "receipt": "Left out: words of the receipt"}
_NOT_USED = ("not_accepted", "refused")


def add_verdict(
    book: Book, manifest: Mapping[str, Any], lines: Sequence[Line], waiting: Mapping[str, int]
) -> None:
    """Adds the sheet "Verdict"; ``waiting`` says how many rows and codes wait on the sheets that can be filled in."""
    sheet = book.add_sheet("Verdict")
    sheet.set_portrait()
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    row = _write_verdict(book, sheet, manifest)
    row = _write_heading(book, sheet, row, "What to do next")
    row = _write_wrapped(book, sheet, row, str(manifest["next_step"]))
    row = _write_links(book, sheet, row, lines, waiting)
    if lines:
        row = _write_heading(book, sheet, row, "Problems")
        row = _write_counts(book, sheet, row, lines)
    version = manifest.get("version")
    if version:
        row = _write_heading(book, sheet, row, "What this receipt changed")
        row = _write_version(book, sheet, row, version)
    row = _write_heading(book, sheet, row, "What was read")
    for label, text in _facts(manifest):
        row = _write_fact(book, sheet, row, label, text)
    row = _write_all_accounts(book, sheet, row, manifest)
    if manifest.get("sheets") and not version:
        row = _write_heading(book, sheet, row, "Sheets of the file")
        row = _write_sheets(book, sheet, row, manifest["sheets"])
    sheet.fit_to_pages(1, 1 if row <= _ROWS_ON_A_PAGE else 0)


def _write_verdict(book: Book, sheet: Worksheet, manifest: Mapping[str, Any]) -> int:
    style = book.styles.get
    status = FILE_STATUSES.get(str(manifest["status"]), Status("·", str(manifest["status"]), "open"))
    words = str(manifest.get("status_words") or status.word)
    sheet.set_row_pixels(0, 44)
    for column in range(len(_WIDTHS)):
        sheet.write_blank(0, column, None, style(f"verdict_{status.tone}"))
    sheet.write_string(0, 0, f"{status.symbol} {words}", style(f"verdict_{status.tone}"))
    sheet.set_row_pixels(1, 6)
    return _write_wrapped(book, sheet, 2, str(manifest["verdict_sentence"]))


def _write_heading(book: Book, sheet: Worksheet, row: int, words: str) -> int:
    sheet.set_row_pixels(row, 14)
    sheet.set_row_pixels(row + 1, 26)
    style = book.styles.get("heading")
    sheet.write_string(row + 1, 0, words, style)
    for column in range(1, len(_WIDTHS)):
        sheet.write_blank(row + 1, column, None, style)
    return row + 2


def _write_wrapped(book: Book, sheet: Worksheet, row: int, text: str) -> int:
    return book.write_lines(sheet, row, text, _ROOM, "body_line")


def _write_links(
    book: Book, sheet: Worksheet, row: int, lines: Sequence[Line], waiting: Mapping[str, int]
) -> int:
    """Links to the sheets where something waits, each with how much."""
    to_fix = [
        *([f"{_count(waiting['rows'], 'row', 'rows')} of yours"] if waiting["rows"] else []),
        *([_count(waiting["asked"], "question about the file", "questions about the file")] if waiting["asked"] else []),
    ]  # fmt: skip
    links = [
        (FIX_SHEET, f"{FIX_SHEET}: {' and '.join(to_fix)}", waiting["rows"] + waiting["asked"]),
        (
            CODES_SHEET,
            f"{CODES_SHEET}: {_count(waiting['codes'], 'spelling', 'spellings')}",
            waiting["codes"],
        ),
        ("Problems", f"Problems: {_count(len(lines), 'line', 'lines')}", len(lines)),
        (
            BETWEEN_SHEET,
            f"{BETWEEN_SHEET}: {_count(waiting['between'], 'line', 'lines')}",
            waiting["between"],
        ),
    ]
    for name, words, count in links:
        if count:
            sheet.set_row_pixels(row, 21)
            style = book.styles.get("plain_link")
            sheet.write_url(row, 0, f"internal:'{name}'!A1", style, f"→ {words}", f"Go to the sheet {name}")
            row += 1
    return row


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _write_version(book: Book, sheet: Worksheet, row: int, version: Mapping[str, Any]) -> int:
    """What became of the rows of the version that a returned receipt corrects; the parts add up."""
    parts = [
        ("Carried over", version["rows_carried_over"], "Used before and not touched."),
        ("Corrected", version["rows_corrected"], "Changed or freed by you, and used now."),
        ("Still held", version["rows_held"], "They still wait; see the sheet " + FIX_SHEET + "."),
        ("Left out by you", version["rows_left_out"], "They count no more, for the reason that you gave."),
        (
            "Outside the layout's filter",
            version["rows_filtered"],
            "Corrected so that the layout no longer asks for them.",
        ),
    ]
    parts = [part for part in parts if part[1] or part[0] in ("Carried over", "Corrected", "Still held")]
    row = _write_line(book, sheet, row, ("", "Rows", "", "What it means"), "header")
    for label, count, words in parts:
        row = _write_line(book, sheet, row, (label, int(count), None, words), "line")
    total = sum(int(part[1]) for part in parts)
    return _write_line(
        book,
        sheet,
        row,
        ("In the version before", total, None, f"Told on the receipt {version['corrects']}."),
        "total",
    )


def _facts(manifest: Mapping[str, Any]) -> list[tuple[str, str]]:
    received = dt.datetime.fromisoformat(str(manifest["received_ts"]))
    clock = f"{received:%I:%M %p}".lstrip("0")
    return [
        ("File", str(manifest["file_name"])),
        ("Agency", str(manifest["agency_name"])),
        ("Kind of export", str(manifest["dataset_title"] or "not known")),
        ("Period", str(manifest["period_label"] or "not known")),
        ("Received", f"{day_words(received.date())}, {clock}"),
        (NUMBER_WORDS, str(manifest["submission_id"])),
        ("Layout", str(manifest.get("layout_name") or "none matched").removesuffix(_ALWAYS)),
    ]


def _write_fact(book: Book, sheet: Worksheet, row: int, label: str, text: str) -> int:
    style = book.styles.get("label")
    sheet.write_string(row, 0, label, book.styles.get("cover_label"))
    sheet.write_string(row, 1, text, style)
    for column in range(2, len(_WIDTHS)):
        sheet.write_blank(row, column, None, style)
    sheet.set_row_pixels(row, 21)
    return row + 1


def _write_all_accounts(book: Book, sheet: Worksheet, row: int, manifest: Mapping[str, Any]) -> int:
    """The account of the file; of a returned receipt that of the file it corrects first, then its own."""
    rows, cells = manifest["rows"], manifest["cells"]
    if not rows["in_file"] and not cells["in_file"] and manifest["status"] in _NOT_USED:
        row = _write_heading(book, sheet, row, "Rows and cells")
        return _write_wrapped(book, sheet, row, "The file could not be opened, so nothing of it was counted.")
    heading = "Every row and every cell is accounted for"
    file = (manifest.get("version") or {}).get("rows")
    if file:
        row = _write_heading(book, sheet, row, "Every row of your file, as it stands now")
        row = _write_accounts(book, sheet, row, file, None)
        heading = "Every row and every cell of this receipt"
    row = _write_heading(book, sheet, row, heading)
    row = _write_accounts(book, sheet, row, rows, cells)
    control = manifest.get("control_total")
    if control is not None:
        data = int(rows["used"]) + int(rows["held"])
        same = int(control) == data
        words = "Same as used and held rows." if same else f"Used and held rows are {data:,}: please check which is right."  # fmt: skip
        row = _write_line(book, sheet, row, ("Total stated in the file", int(control), None, words), "line")
    return row


def _write_accounts(
    book: Book, sheet: Worksheet, row: int, rows: Mapping[str, Any], cells: Mapping[str, Any] | None
) -> int:
    """Rows and cells side by side, each reason a line; the last line is what the lines above add up to."""
    row = _write_line(book, sheet, row, ("", "Rows", "Cells" if cells else "", "What it means"), "header")
    parts = [
        ("Used", "used", "They count in the figures."),
        ("Blank", "blank", "Nothing stands there."),
        ("Held", "held", "They wait for a correction."),
    ]
    lines = [
        (label, int(rows[name]), int(cells[name]) if cells else None, words) for label, name, words in parts
    ]
    reasons = [tally.get("left_out_by_reason") or {} for tally in (rows, cells or {})]
    for reason in sorted({*reasons[0], *reasons[1]}):
        label = _REASON_LABELS.get(str(reason), f"Left out: {words_of(str(reason)).lower()}")
        counts = [int(found.get(reason, 0)) for found in reasons]
        lines.append((label, counts[0], counts[1] if cells else None, _REASON_WORDS.get(str(reason), "")))
    for line in lines:
        row = _write_line(book, sheet, row, line, "line")
    totals = [sum(line[1] for line in lines), sum(line[2] or 0 for line in lines)]
    stated = [int(rows["in_file"]), int(cells["in_file"]) if cells else 0]
    told = "The lines above add up: nothing is lost."
    if totals != stated:
        told = f"The parts add up to {totals[0]:,} and {totals[1]:,}: please tell the coordinator, this should not happen."
    total = ("In the file", stated[0], stated[1] if cells else None, told)
    return _write_line(book, sheet, row, total, "total")


def _write_line(
    book: Book, sheet: Worksheet, row: int, values: tuple[str, str | int, str | int | None, str], kind: str
) -> int:
    looks = {
        "header": ("header", "header_number", "header_number", "header"),
        "line": ("text", "count", "count", "muted"),
        "total": ("total", "strong_count", "strong_count", "total"),
    }[kind]
    for column, (value, look) in enumerate(zip(values, looks, strict=True)):
        book.write(sheet, row, column, Cell(value), book.styles.get(look))
    lines = [
        lines_needed(str(values[n]), chars_to_px(_WIDTHS[n]), 10, kind == "total")
        for n in (0, len(_WIDTHS) - 1)
    ]
    sheet.set_row_pixels(row, row_px(lines) + (3 if kind == "header" else 0))
    return row + 1


def _write_counts(book: Book, sheet: Worksheet, row: int, lines: Sequence[Line]) -> int:
    row = _write_line(book, sheet, row, ("How bad", "Lines", "", "What it means"), "header")
    for severity, status in SEVERITIES.items():
        count = sum(line.problem.severity.value == severity for line in lines)
        if count:
            row = _write_line(book, sheet, row, (status.text, count, None, _MEANING[severity]), "line")
    return row


def _write_sheets(book: Book, sheet: Worksheet, row: int, sheets: Sequence[Mapping[str, Any]]) -> int:
    row = _write_line(book, sheet, row, ("Sheet", "Rows", "", "Was it read?"), "header")
    for found in sheets:
        reason = str(found.get("reason") or "")
        words = "Read." if found["used"] else f"Not read: {reason or 'no reason given'}."
        values = (str(found["name"]), int(found.get("rows") or 0), None, words.replace("..", "."))
        row = _write_line(book, sheet, row, values, "line")
    return row
