"""Blank templates: one workbook for each register and each agency's checklist, made from the declarations that read them.

The table comes first, with drop-downs and a locked header; then how to fill it in, what may be picked, and the practices.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from pipelines.layouts.template_sheets import CHOICES, GUIDE, LONG_LISTS, PRACTICES, stamp
from pipelines.metadata.classes import CodeList, Dataset, Element, Field, Kind
from pipelines.metadata.derive import field_title, list_title, needed_beside
from pipelines.metadata.elements import asked_areas
from pipelines.metadata.examples import example
from pipelines.metadata.tables.coordinator import ELEMENTS_NAMED
from pipelines.reports.kit import Book, Column, Imprint, Sheet, add_table
from pipelines.reports.kit.fit import chars_to_px, lines_needed, row_px, text_px
from pipelines.settings import Agency

ROWS = 1_000  # rows with drop-downs; all others are open too
_PRINTED = 20  # blank rows that are printed, for whoever fills in by hand: what one page holds
_HEADER_ROW = 3
_MADE = dt.date(2026, 1, 1)  # the same declarations give the same bytes
_AGENCY = "ops.agency.agency_code"
_BY_HAND_PX = 28  # the height of a blank row
_WIDE, _ONE_PAGE = 26.0, 190.0  # characters
_REPEATED = 2  # columns on each printed page, where there are several side by side
_CHOICES_SCALE, _CHOICES_PX = 75, 1230  # lists are printed in a size that can be read; what a page then holds
_LONG = 40  # more choices than this stand on a sheet of their own, or the others print too small
Value = str | int | float | bool | dt.date | dt.datetime | None


@dataclass(frozen=True)
class Known:
    """What a site's templates may offer to be picked."""

    site_name: str
    agencies: Sequence[Agency]
    code_lists: Mapping[str, CodeList]
    elements: Mapping[str, Element]
    datasets: Mapping[str, Dataset]
    measures: Mapping[str, str]  # name by id

    def choices(self, field: Field) -> tuple[str, tuple[tuple[str, str], ...]] | None:
        """The list that a field chooses from: its title, and each choice with its words; None where anything goes."""
        named = field.code_list or (field.refers or "").removeprefix("list:")
        if named in self.code_lists:
            codes = self.code_lists[named].codes
            pairs = tuple((c.label, "") if field.code_list else (c.code, c.label) for c in codes)
            return list_title(named), pairs
        if field.refers == ELEMENTS_NAMED:
            return "Practice elements", tuple((e.element_id, e.title) for e in self.elements.values())
        if field.refers == _AGENCY:
            return "Agencies", tuple((agency.code, agency.name) for agency in self.agencies)
        if field.refers == "ops.dataset.dataset":
            sent = (d for d in self.datasets.values() if not d.is_coordinator)
            return "Datasets", tuple((d.name, d.title) for d in sent)
        if field.refers == "ops.measure_definition.measure_id":
            return "Measures", tuple(self.measures.items())
        return None


@dataclass(frozen=True)
class Template:
    """One workbook to write: its dataset, its file name, the rows that stand in it already, the practices it is about."""

    dataset: Dataset
    name: str
    rows: tuple[Mapping[str, Value], ...] = ()
    elements: tuple[Element, ...] = ()


def plan_templates(known: Known, dataset: str | None = None, agency: str | None = None) -> list[Template]:
    """The templates of a site: every register, and a checklist and a tally for each agency.

    ``dataset`` and ``agency`` narrow it down; an agency's own are its checklist, its tally and, of a program, its totals.
    """
    planned = []
    for declared in known.datasets.values():
        if dataset not in (None, declared.name) or not (declared.is_coordinator or declared.is_aggregate):
            continue
        if not declared.feeds:  # written and read back by another part
            continue
        if declared.name in ("policy_checklist", "case_review"):
            planned += [
                _for_agency(known, declared, one) for one in known.agencies if agency in (None, one.code)
            ]
        elif declared.is_aggregate:
            senders = [one for one in known.agencies if one.area == "advocacy" and agency in (None, one.code)]
            planned += [Template(declared, f"{declared.title} - {one.code}") for one in senders]
        elif agency is None:
            planned.append(Template(declared, declared.title))
    return planned


def _for_agency(known: Known, dataset: Dataset, agency: Agency) -> Template:
    areas = asked_areas(agency.area, {one.area for one in known.agencies})
    elements = tuple(element for element in known.elements.values() if element.agency_area in areas)
    rows: tuple[Mapping[str, Value], ...] = ()
    if dataset.name == "policy_checklist":
        rows = tuple(
            {"agency_code": agency.code, "element_id": e.element_id, "practice": e.title} for e in elements
        )
    return Template(dataset, f"{dataset.title} - {agency.code}", rows, elements)


def write_template(template: Template, known: Known, path: Path) -> Path:
    """Write one template to ``path``."""
    dataset = template.dataset
    if template.elements:
        known = replace(known, elements={e.element_id: e for e in template.elements})
    fields = [field for field in dataset.fields if field.name != "small_cell_flag"]
    chosen = {field.name: found for field in fields if (found := known.choices(field))}
    lists = dict(chosen.values())
    places = _places(lists)
    with Book(path, Imprint(f"{dataset.title} (template)", known.site_name, "Blank template", _MADE)) as book:
        sheet = book.add_sheet(dataset.title[:31])
        sheet.hide_gridlines(1)  # seen on the screen below the ruled rows, never printed
        _write_head(book, sheet, dataset, fields)
        _write_rows(book, sheet, template, fields)
        for column, field in enumerate(fields):
            place = places[chosen[field.name][0]] if field.name in chosen else None
            _validate(sheet, column, field, place)
        sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})
        _add_guide(book, dataset, fields, chosen, places)
        _add_practices(book, template.elements)
        for name in (CHOICES, LONG_LISTS):
            _add_choices(book, name, {title: lists[title] for title in lists if places[title].sheet == name})
    return path


@dataclass(frozen=True)
class _Place:
    """Where a list stands: its sheet, its column there (counted from 0) and how many choices it has."""

    sheet: str
    column: int
    length: int


def _places(lists: Mapping[str, Sequence[tuple[str, str]]]) -> dict[str, _Place]:
    """The place of each list by its title, in the order in which the columns ask for them."""
    places: dict[str, _Place] = {}
    for title, choices in lists.items():
        sheet = LONG_LISTS if len(choices) > _LONG else CHOICES
        before = sum(place.sheet == sheet for place in places.values())
        places[title] = _Place(sheet, before * 2, len(choices))
    return places


def _write_head(book: Book, sheet: Worksheet, dataset: Dataset, fields: Sequence[Field]) -> None:
    style = book.styles.get
    sheet.set_row_pixels(0, 34)
    sheet.write_string(0, 0, dataset.title, style("title"))
    sheet.write_string(1, 0, stamp(dataset), style("note"))
    widths = [chars_to_px(_width(field)) for field in fields]
    pages = math.ceil(sum(_width(field) for field in fields) / _ONE_PAGE)
    if pages > 1:  # title and stamp stand above the repeated columns and would be cut on the further pages
        words = int(max(text_px(dataset.title, 16, True), text_px(stamp(dataset), 10))) + 24
        widths[_REPEATED - 1] = max(widths[_REPEATED - 1], words - sum(widths[: _REPEATED - 1]))
    told = (
        "Dark headers are needed on every row, light ones where they apply.",
        f"The header row is locked. More on the sheet {GUIDE}.",
    )
    if pages == 1:
        sheet.write_string(2, 0, " ".join(told), style("note"))
    else:  # beside the columns that every page repeats, and short enough for the first page
        for row, line in enumerate(told, 1):
            sheet.write_string(row, _REPEATED, line, style("note"))
    heights = []
    for column, field in enumerate(fields):
        title, width = field_title(field.name), widths[column]
        # open for every row below
        sheet.set_column_pixels(column, column, width, style(f"open_{_kind(field)}"))
        look = "header" if field.name in dataset.required else "header_light"
        sheet.write_string(_HEADER_ROW, column, title, style(look))
        heights.append(lines_needed(title, width - 12, 10, bold=True))
    sheet.set_row_pixels(_HEADER_ROW, row_px(heights) + 8)
    sheet.freeze_panes(_HEADER_ROW + 1, 1)
    sheet.repeat_rows(_HEADER_ROW)
    if pages > 1:
        sheet.fit_to_pages(pages, 0)
        sheet.repeat_columns(0, _REPEATED - 1)
    sheet.autofilter(_HEADER_ROW, 0, _HEADER_ROW + ROWS, len(fields) - 1)


def _width(field: Field) -> float:
    if field.kind in (Kind.DATE, Kind.INTEGER, Kind.DECIMAL, Kind.TRISTATE, Kind.FLAG):
        return 15.0
    return _WIDE if field.kind is Kind.CODE or not field.name.endswith(("_id", "_code", "_ref")) else 15.0


def _kind(field: Field) -> str:
    """How a cell of ``field`` is filled in: as a day, a moment, a number or a text."""
    if field.kind is Kind.DATE:
        return "date"
    if field.kind is Kind.TIMESTAMP:
        return "moment"
    return "number" if field.kind in (Kind.INTEGER, Kind.DECIMAL) else "text"


def _write_rows(book: Book, sheet: Worksheet, template: Template, fields: Sequence[Field]) -> None:
    """The rows that stand there already, or blank ones to be printed."""
    count = len(template.rows) or _PRINTED
    for number in range(len(template.rows), count):
        sheet.set_row_pixels(_HEADER_ROW + 1 + number, _BY_HAND_PX)
    for number, ready in enumerate(template.rows):
        texts = [
            (str(ready.get(f.name) or ""), int(chars_to_px(_width(f)))) for f in fields if f.kind is Kind.TEXT
        ]
        sheet.set_row_pixels(
            _HEADER_ROW + 1 + number, row_px([lines_needed(text, px, 10) for text, px in texts])
        )
    for column, field in enumerate(fields):
        style = book.styles.get(f"fill_{_kind(field)}")
        for number in range(count):
            row = _HEADER_ROW + 1 + number
            value = template.rows[number].get(field.name) if number < len(template.rows) else None
            if value is None:
                sheet.write_blank(row, column, None, style)
            elif isinstance(value, bool):
                sheet.write_string(row, column, "Yes" if value else "No", style)
            elif isinstance(value, (dt.date, dt.datetime)):
                sheet.write_datetime(row, column, value, style)  # type: ignore[arg-type]
            elif isinstance(value, (int, float)):
                sheet.write_number(row, column, value, style)
            else:
                sheet.write_string(row, column, value, style)


def _validate(sheet: Worksheet, column: int, field: Field, place: _Place | None) -> None:
    """The drop-down or the kind of value of a column, and what it asks for; other spellings are asked about and not forbidden."""
    title = field_title(field.name)[:32]
    rule: dict[str, object] = {"error_type": "warning", "error_title": title}
    rule |= {"input_title": title, "input_message": field.description[:255]}
    if place is not None and not field.is_list:
        letter = xl_col_to_name(place.column)
        rule |= {
            "validate": "list",
            "source": f"='{place.sheet}'!${letter}${_FIRST}:${letter}${_FIRST + place.length - 1}",
        }
        rule["error_message"] = f"This is not on the list. See the sheet {place.sheet}."
    elif field.kind in (Kind.TRISTATE, Kind.FLAG):
        rule |= {"validate": "list", "source": ["Yes", "No"], "error_message": "Yes or No; blank if unknown."}
    elif field.kind in (Kind.DATE, Kind.TIMESTAMP):
        rule |= {"validate": "date", "criteria": ">=", "value": dt.date(1990, 1, 1)}
        rule["error_message"] = "A date, for example 2026-03-16."
    elif field.kind in (Kind.INTEGER, Kind.DECIMAL):
        rule |= {"validate": "decimal", "criteria": ">=", "value": 0, "error_message": "A number, 0 or more."}
    else:
        rule["validate"] = "any"
    sheet.data_validation(_HEADER_ROW + 1, column, _HEADER_ROW + ROWS, column, rule)


_FIRST = 4  # the first choice on its sheet, as Excel counts


def _add_guide(
    book: Book,
    dataset: Dataset,
    fields: Sequence[Field],
    chosen: Mapping[str, tuple[str, object]],
    places: Mapping[str, _Place],
) -> None:
    rows = [
        [
            field_title(field.name),
            _needed(dataset, field),
            field.description,
            _how(field, chosen, places),
            example(field),
        ]
        for field in fields
    ]
    columns = [
        Column("Column", "strong", 24),
        Column("Needed", "text", 18),
        Column("What to write", "text", 52),
        Column("How", "text", 40),
        Column("Example", "muted", 40),
    ]
    folder = "the folder of the program" if dataset.is_aggregate else "inputs/drop/coordinator"
    about = " No day, no case number and no story may stand in it." if dataset.is_about_people else ""
    whole = (
        ""
        if dataset.period_field or dataset.scope
        else " Keep one sheet and add to it: the newest one counts in full."
    )
    words = Sheet(
        GUIDE,
        "Each column in words, with an example.",
        f"How to fill in: {dataset.title}",
        f"One row is {dataset.grain}.{whole} Save the workbook into {folder} and run samepage. Write roles, never names, phone "
        f"numbers or addresses.{about}",
    )
    add_table(book, words, columns, rows, filtered=False)


def _needed(dataset: Dataset, field: Field) -> str:
    """Which rows need a field; a row that lacks it is not used."""
    if field.name in dataset.required:
        return "every row"
    needs = [need for need in dataset.required_where if need.field == field.name]
    told = ", or ".join(needed_beside(dataset, need) for need in needs)
    return f"where {told}: else the row is not used" if told else "where it applies"


def _how(field: Field, chosen: Mapping[str, tuple[str, object]], places: Mapping[str, _Place]) -> str:
    if field.name in chosen:
        title = chosen[field.name][0]
        if field.is_list:
            return f"One or more of {title} on the sheet {places[title].sheet}, separated by semicolons"
        return f"Pick from the list ({title})"
    if field.is_list:
        return "One or more numbers, separated by semicolons"
    kinds = {
        Kind.DATE: "A date",
        Kind.TIMESTAMP: "A date and a time",
        Kind.INTEGER: "A whole number",
        Kind.DECIMAL: "A number",
        Kind.FLAG: "Yes or No",
        Kind.TRISTATE: "Yes or No; blank if unknown",
    }
    return kinds.get(
        field.kind, "A few words, or a number of your own" if field.name.endswith("_id") else "A few words"
    )


def _add_practices(book: Book, elements: Iterable[Element]) -> None:
    rows = [[e.element_id, e.title, e.requirement, e.met_when, e.conflict_example or ""] for e in elements]
    if not rows:
        return
    columns = [
        Column("Practice", "strong", 11),
        Column("In short", "strong", 32),
        Column("What is recommended", "text", 52),
        Column("A policy meets it when", "text", 44),
        Column("A text that would conflict", "muted", 36),
    ]
    words = Sheet(
        PRACTICES,
        "What is recommended.",
        "Recommended practices",
        "What each practice asks for, and when a written policy meets it.",
    )
    add_table(book, words, columns, rows, filtered=False)


def _add_choices(book: Book, name: str, choices: Mapping[str, Sequence[tuple[str, str]]]) -> None:
    """The lists side by side, each with the words of its codes beside it."""
    if not choices:
        return
    sheet = book.add_sheet(name)
    style = book.styles.get
    sheet.set_row_pixels(0, 34)
    sheet.write_string(0, 0, "What may be picked", style("title"))
    heights = [1] * max(map(len, choices.values()))
    breaks, taken = [], 0  # a list goes over to the next printed page whole, with its words
    for place, (title, pairs) in enumerate(choices.items()):
        column = place * 2
        has_words = any(words for _, words in pairs)
        widths = (24, 60 if name == LONG_LISTS else 38) if has_words else (34, 3)
        heads = ("header", "header") if has_words else ("header", "note")
        needs = sum(map(chars_to_px, widths))
        if taken and taken + needs > _CHOICES_PX:
            breaks.append(column)
            taken = 0
        taken += needs
        for beside, (width, head, look) in enumerate(
            zip(widths, (title, "In words" if has_words else ""), heads, strict=True)
        ):
            sheet.set_column(column + beside, column + beside, width)
            sheet.write_string(_FIRST - 2, column + beside, head, style(look))
        for number, pair in enumerate(pairs):
            for beside, (text, look) in enumerate(zip(pair, ("text", "muted"), strict=True)):
                if text:
                    sheet.write_string(_FIRST - 1 + number, column + beside, text, style(look))
                    lines = lines_needed(text, chars_to_px(widths[beside]), 10)
                    heights[number] = max(heights[number], lines)
    for number, lines in enumerate(heights):
        sheet.set_row_pixels(_FIRST - 1 + number, row_px([lines]))
    sheet.freeze_panes(_FIRST - 1, 0)
    sheet.repeat_rows(_FIRST - 2)
    sheet.set_print_scale(_CHOICES_SCALE)
    sheet.set_v_pagebreaks(breaks)
    sheet.protect()
