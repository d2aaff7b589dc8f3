"""Finding the layout of a file by its headers, and saying exactly what differs where none fits."""

from __future__ import annotations

import difflib
import fnmatch
import re
from dataclasses import dataclass

from pipelines.layouts.model import Layout
from pipelines.metadata.classes import Kind
from pipelines.metadata.datasets import DATASETS
from pipelines.metadata.derive import field_title
from pipelines.problems import Problem, Severity, Stage
from pipelines.reading import Block, Book, Sheet, find_block, is_pivot, normalise_header
from pipelines.reading.book import NAMELESS_KINDS

# Below this share of the columns a row is no header, and its words may be data: they are not repeated.
_ENOUGH_FOR_A_HEADER = 0.3
_PLAIN_HEADER = re.compile(r"(?!.*\d{3})[^@\n]{1,40}\Z")  # a header that may be repeated in a message


@dataclass(frozen=True)
class MatchedSheet:
    """A sheet that belongs to the layout, with its header block."""

    sheet: Sheet
    block: Block

    @property
    def normal(self) -> dict[str, str]:
        """Normalised headers by letter."""
        return {letter: normalise_header(header) for letter, header in self.block.headers.items()}


@dataclass(frozen=True)
class Match:
    """The layout of a file and the sheets it was found on; the others hold no table of it.

    ``problems`` tell of other sheets that look like a table all the same: of this dataset with a column missing, or
    of another dataset.
    """

    layout: Layout
    sheets: tuple[MatchedSheet, ...]
    other_sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...] = ()


def match_layout(book: Book, layouts: list[Layout], only_dataset: str | None = None) -> Match | list[Problem]:
    """The layout whose headers fit best, or the problems that say why none does.

    A layout must find every column that feeds a required field. Among those that do, the largest share of its
    columns found wins, then the newest ``valid_from``; a template of ours comes after every layout of the agency's.
    """
    candidates = [layout for layout in layouts if only_dataset in (None, layout.dataset)]
    if not candidates:
        return [_no_layouts_at_all()]
    fits: list[tuple[tuple[float, int], Layout, list[MatchedSheet]]] = []
    nearest: tuple[float, Layout, MatchedSheet] | None = None
    for layout in candidates:
        sheets = _sheets_of(book, layout)
        if not sheets:
            continue
        closest = max(sheets, key=lambda sheet, layout=layout: _share(layout, sheet))  # type: ignore[misc]
        if nearest is None or _share(layout, closest) > nearest[0]:
            nearest = (_share(layout, closest), layout, closest)
        whole = [sheet for sheet in sheets if _fits(layout, sheet)]
        if whole:
            newest = layout.version.valid_from.toordinal() - (10**7 if layout.built_in else 0)
            rank = (round(max(_share(layout, sheet) for sheet in whole), 6), newest)
            fits.append((rank, layout, sheets))
    if not fits:
        return [*_pivots(book), _no_layout(candidates, nearest)]
    _, layout, sheets = max(fits, key=lambda fit: fit[0])
    whole = [sheet for sheet in sheets if _fits(layout, sheet)]
    used = {id(sheet.sheet) for sheet in whole}
    others = tuple(sheet for sheet in book.sheets if id(sheet) not in used)
    rest = [(other, found) for _, other, found in fits if other.dataset != layout.dataset]
    return Match(layout, tuple(whole), others, tuple(_left_behind(layout, sheets, others, rest)))


def _pivots(book: Book) -> list[Problem]:
    """Sheets that hold a pivot table: sums of rows that were not sent (Q24 of the quirks)."""
    return [
        Problem(
            "sheet_pivot",
            Severity.WHOLE_FILE,
            Stage.SHEET,
            f"Sheet '{sheet.name}' is a summary (a pivot table), not the rows behind it. Send the rows: in Excel, a double click "
            "on the grand total of the pivot table lists them on a sheet of their own.",
            sheet.name,
        )
        for sheet in book.sheets
        if is_pivot(sheet)
    ]


def nearest_layout(book: Book, layouts: list[Layout], only_dataset: str | None = None) -> Layout | None:
    """The layout that a book which fits none was most likely meant for; None where no header comes near."""
    best: tuple[float, Layout] | None = None
    for layout in layouts:
        if only_dataset not in (None, layout.dataset) or layout.built_in:
            continue
        share = max((_share(layout, sheet) for sheet in _sheets_of(book, layout)), default=0.0)
        if share >= _ENOUGH_FOR_A_HEADER and (best is None or share > best[0]):
            best = (share, layout)
    return best[1] if best else None


def _fits(layout: Layout, sheet: MatchedSheet) -> bool:
    """Whether the sheet has enough of the columns, and those that no row can do without."""
    rule = layout.version.keep_when
    has_filter = rule is None or normalise_header(rule.column) in sheet.normal.values()
    is_near = _share(layout, sheet) >= layout.version.header.min_match
    return is_near and has_filter and not _missing_required(layout, sheet)


def _left_behind(
    layout: Layout,
    sheets: list[MatchedSheet],
    others: tuple[Sheet, ...],
    rest: list[tuple[Layout, list[MatchedSheet]]],
) -> list[Problem]:
    """Other sheets that hold a table: nothing of it may be lost without a word."""
    told = []
    for other in others:
        same = next((sheet for sheet in sheets if sheet.sheet is other), None)
        foreign = next(
            (
                rival
                for rival, found in rest
                for sheet in found
                if sheet.sheet is other and _fits(rival, sheet)
            ),
            None,
        )
        if foreign is not None:
            told.append(
                Problem(
                    "sheet_other_dataset",
                    Severity.UNLIKELY,
                    Stage.SHEET,
                    f"Sheet '{other.name}' holds {DATASETS[foreign.dataset].title.lower()}. One file is read as one "
                    "kind of export, so this sheet was left out. Send it as a file of its own.",
                    other.name,
                )
            )
        elif same is not None and _share(layout, same) >= layout.version.header.min_match:
            told.append(_mismatch(layout, same))
    return told


def _sheets_of(book: Book, layout: Layout) -> list[MatchedSheet]:
    version = layout.version
    dataset = DATASETS[layout.dataset]
    # Totals often stand under a date or a code; under a case number none does.
    numbers = tuple(name for name in dataset.required if dataset.field(name).kind is Kind.KEY)
    keys = layout.headers_of(numbers or dataset.required)
    found = []
    for sheet in book.sheets:
        by_name = bool(version.sheets) and book.kind not in NAMELESS_KINDS
        if by_name and not any(
            fnmatch.fnmatch(sheet.name.strip().casefold(), pattern.casefold()) for pattern in version.sheets
        ):
            continue
        block = None
        # First the row that fits; else whatever comes near, so that a message can say what differs.
        for share in dict.fromkeys((version.header.min_match, _ENOUGH_FOR_A_HEADER)):
            block = block or find_block(
                sheet,
                set(layout.written),
                search_rows=version.header.search_rows,
                min_match=share,
                header_rows=version.header.rows,
                key_headers=tuple(keys),
                drop_rows=(*version.drop_rows, *((version.nil_report,) if version.nil_report else ())),
            )
        if block is None:
            continue
        matched = MatchedSheet(sheet, block)
        if not {normalise_header(header) for header in version.not_with} & set(matched.normal.values()):
            found.append(matched)
    return found


def _share(layout: Layout, sheet: MatchedSheet) -> float:
    """The share of the layout's columns that the sheet has; those to be dropped need not be there."""
    return len(set(layout.written) & set(sheet.normal.values())) / max(len(layout.written), 1)


def _missing_required(layout: Layout, sheet: MatchedSheet) -> list[str]:
    """Required fields that no column of the sheet and no constant feeds."""
    present = set(sheet.normal.values())
    return [field for field in DATASETS[layout.dataset].required if not layout.can_feed(field, present)]


def _no_layout(candidates: list[Layout], nearest: tuple[float, Layout, MatchedSheet] | None) -> Problem:
    """What was expected; where a header comes near, what differs."""
    if nearest is not None and nearest[0] >= _ENOUGH_FOR_A_HEADER:
        return _mismatch(nearest[1], nearest[2])
    own = [layout for layout in candidates if not layout.built_in] or candidates
    names = sorted({DATASETS[layout.dataset].title for layout in own})
    return Problem(
        "sheet_header_not_found",
        Severity.WHOLE_FILE,
        Stage.SHEET,
        f"No sheet has a header row that we know. Expected an export of: {', '.join(names)}. "
        "Send the usual export with its header row, or ask the coordinator for a layout of the new one.",
    )


def _mismatch(layout: Layout, sheet: MatchedSheet) -> Problem:
    """What was expected, what was found, and which of our headers each unknown one is nearest to."""
    present = set(sheet.normal.values())
    wanted = layout.helpers | layout.written
    absent = {normal: written for normal, written in wanted.items() if normal not in present}
    known = {*layout.columns, *layout.helpers}
    unknown = [letter for letter, normal in sheet.normal.items() if normal not in known]
    hints = []
    for letter in unknown[:8]:
        header = sheet.block.headers[letter].strip()
        told = header if _PLAIN_HEADER.match(header) else f"the header of column {letter}"
        near = difflib.get_close_matches(sheet.normal[letter], list(absent), 1, 0.6)
        hints.append(f"{told} (like {absent[near[0]]}?)" if near else told)
    needed = [field_title(name) for name in _missing_required(layout, sheet)]
    message = f"The columns differ from the layout of {DATASETS[layout.dataset].title.lower()}."
    if needed:
        message += f" Needed and not found: {', '.join(needed)}."
    if absent:
        message += f" Missing columns: {', '.join(list(absent.values())[:12])}."
    if hints:
        message += f" Columns the layout does not know: {', '.join(hints)}."
    row = sheet.block.header_row
    return Problem(
        "sheet_layout_mismatch",
        Severity.WHOLE_FILE,
        Stage.SHEET,
        message + " Send the export with its usual columns, or ask the coordinator to change the layout.",
        sheet.sheet.name,
        f"{row}:{row}",
    )


def _no_layouts_at_all() -> Problem:
    return Problem(
        "sheet_no_layout",
        Severity.WHOLE_FILE,
        Stage.SHEET,
        "There is no layout for this agency and dataset yet. Ask the coordinator to add one under inputs/site/layouts.",
    )
