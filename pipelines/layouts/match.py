"""Finding the layout of a file by its headers, and saying exactly what differs where none fits."""

from __future__ import annotations

import difflib
import fnmatch
from dataclasses import dataclass

from pipelines.layouts.model import Layout
from pipelines.metadata.datasets import DATASETS
from pipelines.metadata.derive import field_title
from pipelines.problems import Problem, Severity, Stage
from pipelines.reading import Block, Book, Sheet, find_block, normalise_header

_ENOUGH_FOR_A_HEADER = (
    0.3  # below this share a row is no header, and its words may be data: they are not repeated
)


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
    """The layout of a file and the sheets it was found on; the others hold no table of it."""

    layout: Layout
    sheets: tuple[MatchedSheet, ...]
    other_sheets: tuple[Sheet, ...]


def match_layout(book: Book, layouts: list[Layout], only_dataset: str | None = None) -> Match | list[Problem]:
    """The layout whose headers fit best, or the problems that say why none does.

    A layout must find every column that feeds a required field. Among those that do, the largest share of its
    columns found wins, then the newest ``valid_from``.
    """
    candidates = [layout for layout in layouts if only_dataset in (None, layout.dataset)]
    best: tuple[float, float, Match] | None = None
    nearest: tuple[float, Layout, MatchedSheet] | None = None
    for layout in candidates:
        sheets = _sheets_of(book, layout)
        if not sheets:
            continue
        share = max(_share(layout, sheet) for sheet in sheets)
        if nearest is None or share > nearest[0]:
            nearest = (share, layout, max(sheets, key=lambda s: _share(layout, s)))
        whole = [sheet for sheet in sheets if not _missing_required(layout, sheet)]
        if whole and share >= layout.version.header.min_match:
            names = {id(sheet.sheet) for sheet in whole}
            others = tuple(sheet for sheet in book.sheets if id(sheet) not in names)
            rank = (
                round(share, 6),
                layout.version.valid_from.toordinal() - (10**7 if layout.built_in else 0),
            )
            if best is None or rank > best[:2]:
                best = (*rank, Match(layout, tuple(whole), others))
    if best is not None:
        return best[2]
    return [_no_layout(candidates, nearest)] if candidates else [_no_layouts_at_all()]


def _sheets_of(book: Book, layout: Layout) -> list[MatchedSheet]:
    version = layout.version
    keys = layout.headers_of(DATASETS[layout.dataset].required)
    found = []
    for sheet in book.sheets:
        if version.sheets and not any(
            fnmatch.fnmatch(sheet.name.strip().casefold(), pattern.casefold()) for pattern in version.sheets
        ):
            continue
        block = find_block(
            sheet,
            set(layout.columns),
            search_rows=version.header.search_rows,
            min_match=min(version.header.min_match, _ENOUGH_FOR_A_HEADER),
            header_rows=version.header.rows,
            key_headers=tuple(keys),
            drop_rows=version.drop_rows,
        )
        if block is None:
            continue
        matched = MatchedSheet(sheet, block)
        if not {normalise_header(header) for header in version.not_with} & set(matched.normal.values()):
            found.append(matched)
    return found


def _share(layout: Layout, sheet: MatchedSheet) -> float:
    """The share of the layout's columns that the sheet has."""
    return len(set(layout.columns) & set(sheet.normal.values())) / max(len(layout.columns), 1)


def _missing_required(layout: Layout, sheet: MatchedSheet) -> list[str]:
    """Required fields that no column of the sheet and no constant feeds."""
    present = set(sheet.normal.values())
    missing = []
    for field in DATASETS[layout.dataset].required:
        if field not in layout.version.constants and not (layout.headers_of((field,)) & present):
            missing.append(field)
    return missing


def _no_layout(candidates: list[Layout], nearest: tuple[float, Layout, MatchedSheet] | None) -> Problem:
    """What was expected, what was found, and which of our headers each unknown one is nearest to."""
    if nearest is None or nearest[0] < _ENOUGH_FOR_A_HEADER:
        names = sorted({DATASETS[layout.dataset].title for layout in candidates})
        return Problem(
            "sheet_header_not_found",
            Severity.WHOLE_FILE,
            Stage.SHEET,
            f"No sheet has a header row that we know. Expected an export of: {', '.join(names)}. "
            "Send the usual export with its header row, or ask the coordinator for a layout of the new one.",
        )
    _, layout, sheet = nearest
    found = sheet.block.headers
    known = layout.written
    present = set(sheet.normal.values())
    absent = [written for normal, written in known.items() if normal not in present]
    unknown = [header for letter, header in found.items() if sheet.normal[letter] not in known]
    hints = []
    for header in unknown[:8]:
        near = difflib.get_close_matches(
            normalise_header(header), [normalise_header(a) for a in absent], 1, 0.6
        )
        hints.append(f"{header} (like {known[near[0]]}?)" if near else header)
    needed = [field_title(name) for name in _missing_required(layout, sheet)]
    message = f"The columns differ from the layout of {DATASETS[layout.dataset].title.lower()}."
    if needed:
        message += f" Needed and not found: {', '.join(needed)}."
    if absent:
        message += f" Missing columns: {', '.join(absent[:12])}."
    if hints:
        message += f" Columns the layout does not know: {', '.join(hints)}."
    return Problem(
        "sheet_layout_mismatch",
        Severity.WHOLE_FILE,
        Stage.SHEET,
        message + " Send the export with its usual columns, or ask the coordinator to change the layout.",
        sheet.sheet.name,
        str(sheet.block.header_row) + ":" + str(sheet.block.header_row),
    )


def _no_layouts_at_all() -> Problem:
    return Problem(
        "sheet_no_layout",
        Severity.WHOLE_FILE,
        Stage.SHEET,
        "There is no layout for this agency and dataset yet. Ask the coordinator to add one under inputs/site/layouts.",
    )
