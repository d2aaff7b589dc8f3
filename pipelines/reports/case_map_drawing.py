"""The case-processing map drawn with shapes on one sheet, to be printed for the wall.

Every box is a shape of the workbook, so a coordinator can move it; its alternative text says all that the step has.
"""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet

from pipelines.policy.case_map import Missing, Step, in_order, lane_of, rows_of_map
from pipelines.reports.case_map import volume_cell
from pipelines.reports.figures import Figures, Period
from pipelines.reports.kit import Book
from pipelines.reports.kit.fit import break_lines, text_px
from pipelines.reports.kit.styles import (
    BLUE_DARK,
    FONT,
    INK,
    MUTED,
    NAVY,
    PLUM,
    RULE_STRONG,
    RUST,
    TEAL,
    WHITE,
)

_TABLOID = 3
_WIDEST = 6
_BOX, _ARROW, _HEAD, _BODY, _GAP = 324, 50, 48, 152, 24
_VOLUME = 96  # the room of a volume at the right of a heading
_TYPE = 11
_HEAD_SIZES = (12, 11, 10, 9, 8)
_PRINTER_WIDER = 1.08  # as in the panels: printed words take a few percent more
_LINE_PX = 18  # a line of that size
_LEFT, _TOP = 12, 96
_COLORS = {
    "911": NAVY,
    "Police": BLUE_DARK,
    "Sheriff": TEAL,
    "Pretrial": "#4C6A2B",
    "Prosecution": PLUM,
    "Court": "#5E4B1C",
    "Probation": "#44546A",
    "Victim/witness": "#6B2E5B",
    "Advocacy": "#8A2F5B",
}
_PALE = "#FCEBE3"
_LONGEST_LINE = _BOX - 20


def draw_map(book: Book, steps: list[Step], missing: list[Missing], figures: Figures) -> None:
    """Adds the drawn map."""
    sheet = book.add_sheet("Map", "The way of a case from 911 to probation, drawn on one page for the wall.")
    sheet.set_row_pixels(0, 34)
    sheet.write_string(
        0, 0, "The way of a case, from the 911 call to the end of supervision", book.styles.get("title")
    )
    period = _period(figures)
    counted = (
        f"   |   number at the right: how many came to the step, {period.words}, from the agencies' exports; † too few to show"
        if period
        else ""
    )
    legend = f"→ leads on   |   ✕ no link   |   ● in place   |   ▲ missing{counted}"
    row = book.write_lines(sheet, 1, legend, 1600)
    if not steps:
        sheet.write_string(row, 0, "No case-processing map has come yet.", book.styles.get("note"))
        return
    row = book.write_back_link(sheet, row)
    lacking: dict[str, dict[str, list[str]]] = {}
    for found in missing:
        lacking.setdefault(found.step_id, {}).setdefault(found.kind, []).append(found.words)
    numbers = {step.step_id: number for number, step in enumerate(in_order(steps), 1)}
    rows = rows_of_map(steps, _WIDEST)
    y = _TOP
    for place, (_, of_row) in enumerate(rows):
        beside = of_row[0].is_alongside
        if beside:
            _box(
                sheet,
                _LEFT,
                y,
                620,
                28,
                "Beside the case, from its start to its end",
                _plain(13, NAVY, bold=True, align="left")
                | {"description": "The steps below run beside the case, from its start to its end."},
            )
            y += 30
        following = (
            rows[place + 1][1] if place + 1 < len(rows) and not rows[place + 1][1][0].is_alongside else []
        )
        for column, step in enumerate(of_row):
            x = _LEFT + column * (_BOX + _ARROW)
            lacks = lacking.get(step.step_id, {})
            _draw_step(sheet, x, y, numbers[step.step_id], step, lacks, _volume(figures, step, period))
            last = column == len(of_row) - 1
            target = (
                None
                if beside
                else following[0]
                if last and following
                else None
                if last
                else of_row[column + 1]
            )
            if target is not None:
                ends = f"step {numbers[step.step_id]}, {step.name}, to step {numbers[target.step_id]}, {target.name}."
                to_number = numbers[target.step_id] if last else None
                _draw_arrow(sheet, x + _BOX, y, to_number, "link" in lacks, ends)
        if beside and place + 1 == len(rows):
            widest = max(len(of_row) for _, of_row in rows)
            _draw_missing(sheet, y, len(of_row), widest, numbers, missing)
        y += _HEAD + _BODY + _GAP
    _set_print(sheet, max(len(of_row) for _, of_row in rows), y)


def _draw_step(
    sheet: Worksheet, x: int, y: int, number: int, step: Step, lacks: dict[str, list[str]], volume: str
) -> None:
    lane = lane_of(step)
    color = _COLORS.get(lane, NAVY)
    told = [
        f"Step {number}, {step.name}, {lane}.",
        f"Link to the next step: {step.link_to_next or 'missing' if 'link' in lacks or step.link_to_next else 'none needed'}.",
        f"Forms: {', '.join(step.forms) or 'missing'}.",
        f"Advocate: {step.advocate_link or 'missing'}.",
        f"Risk: {step.risk_assessment or 'missing'}.",
        f"Volume: {volume}." if volume else "",
        *(words for found in lacks.values() for words in found),
    ]
    _box(
        sheet, x, y, _BOX, _HEAD, f"{number}  {step.name}\n{lane}",
        {"fill": {"color": color}, "line": {"color": color},
         "font": {"name": FONT, "size": _head_size(f"{number}  {step.name}", bool(volume)), "bold": True, "color": WHITE},
         "align": {"vertical": "middle", "horizontal": "left"}, "description": f"Heading of step {number}, {step.name}, which is a step of: {lane}."},
    )  # fmt: skip
    if volume:
        look = _plain(17, WHITE, bold=True, align="right")
        told_volume = (
            f"How many came to step {number}, {step.name}, by the exports of the agencies: {volume}."
        )
        _box(sheet, x + _BOX - _VOLUME, y, _VOLUME - 6, _HEAD, volume, look | {"description": told_volume})
    absent = {words.split(" is not")[0] for words in lacks.get("form", ())}
    forms = ", ".join(f"▲ {form}" if form in absent else form for form in step.forms)
    lines = [
        _cut(f"Forms: {forms}" if forms else "▲ Forms: missing", 2),
        _cut(f"● Advocate: {step.advocate_link}" if step.advocate_link else "▲ Advocate: missing", 2),
        _cut(f"● Risk: {step.risk_assessment}" if step.risk_assessment else "▲ Risk: missing", 2),
        _cut(
            f"→ {step.link_to_next}" if step.link_to_next else "✕ Link: missing" if "link" in lacks else "", 2
        ),
    ]
    look = {
        "fill": {"color": _PALE if lacks else WHITE}, "line": {"color": RUST if lacks else RULE_STRONG, "width": 2 if lacks else 1},
        "font": {"name": FONT, "size": _TYPE, "color": INK}, "align": {"vertical": "top", "horizontal": "left"}, "description": " ".join(filter(None, told)),
    }  # fmt: skip
    _box(sheet, x, y + _HEAD, _BOX, _BODY, "\n".join(filter(None, lines)), look)


def _head_size(words: str, has_volume: bool) -> int:
    """The largest type in which a heading stays in one line beside its volume."""
    room = _BOX - 20 - (_VOLUME - 24 if has_volume else 0)
    return next(
        (size for size in _HEAD_SIZES if text_px(words, size, True) * _PRINTER_WIDER <= room), _HEAD_SIZES[-1]
    )


def _draw_arrow(sheet: Worksheet, x: int, y: int, to_number: int | None, is_missing: bool, ends: str) -> None:
    """An arrow to the box beside it, or to the number of the first box of the next row."""
    sign = "✕" if is_missing else "→"
    text = sign if to_number is None else f"{sign}\n{to_number}"
    told = f"{'A link is missing' if is_missing else 'The way leads'} from {ends}"
    look = _plain(22 if to_number is None else 15, RUST if is_missing else MUTED, bold=True)
    _box(sheet, x, y + 80, _ARROW, 60, text, look | {"description": told})


def _plain(size: int, color: str, bold: bool = False, align: str = "center") -> dict[str, Any]:
    return {
        "fill": {"none": True}, "line": {"none": True}, "align": {"vertical": "middle", "horizontal": align},
        "font": {"name": FONT, "size": size, "bold": bold, "color": color},
    }  # fmt: skip


def _box(sheet: Worksheet, x: int, y: int, width: int, height: int, text: str, look: dict[str, Any]) -> None:
    place = {"x_offset": x, "y_offset": y, "width": width, "height": height, "object_position": 2}
    sheet.insert_textbox(0, 0, text, look | place)


def _draw_missing(
    sheet: Worksheet, y: int, taken: int, widest: int, numbers: dict[str, int], missing: list[Missing]
) -> None:
    """What the map lacks, by the numbers of the steps, where the last row leaves room for it."""
    free = widest - taken
    if free < 1 or not missing:
        return
    width = free * (_BOX + _ARROW) - _ARROW
    room = (_HEAD + _BODY) // _LINE_PX - 2
    lines = [f"{numbers[found.step_id]}  {found.words}" for found in missing]
    shown = [" ".join(break_lines(line, width - 20, _TYPE)[:1]) for line in lines[:room]]
    more = [f"and {len(lines) - room} more on the sheet Map gaps"] if len(lines) > room else []
    title = f"▲ What is missing: {len(lines)}"
    look = {
        "fill": {"color": _PALE}, "line": {"color": RUST, "width": 2}, "font": {"name": FONT, "size": _TYPE, "color": INK},
        "align": {"vertical": "top", "horizontal": "left"}, "description": f"{title}. {'. '.join(lines)}",
    }  # fmt: skip
    x = _LEFT + taken * (_BOX + _ARROW)
    _box(sheet, x, y, width, _HEAD + _BODY, "\n".join([title, *shown, *more]), look)


def _period(figures: Figures) -> Period | None:
    """The last 12 months, or the last quarter or month while there are no 12 months yet."""
    return next(
        (periods[-1] for periods in (figures.years, figures.quarters, figures.months) if periods), None
    )


def _volume(figures: Figures, step: Step, period: Period | None) -> str:
    """The volume of a step, or its mark; empty where no export counts it."""
    cell = volume_cell(figures, step.step_id, period)
    return f"{cell.value:,}" if isinstance(cell.value, int) else cell.text


def _cut(text: str, lines: int) -> str:
    """``text`` in at most so many lines of a box; the table sheet has it whole."""
    broken = break_lines(text, _LONGEST_LINE, _TYPE)
    if len(broken) <= lines:
        return text
    return " ".join(broken[:lines]).rstrip(" ,.;") + " …"


def _set_print(sheet: Worksheet, boxes: int, bottom: int) -> None:
    """One page of the size of two letter pages, which letter paper takes too, smaller."""
    column_px, row_px = 64, 20
    wide = _LEFT + boxes * (_BOX + _ARROW)
    sheet.print_area(0, 0, bottom // row_px + 1, wide // column_px)
    sheet.set_paper(_TABLOID)
    sheet.fit_to_pages(1, 1)
    sheet.center_horizontally()
