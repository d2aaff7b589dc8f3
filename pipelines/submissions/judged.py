"""A judged file: what it is made with, its parts, and the account of its sheets, columns, rows and cells.

The walk that makes one stands in ``take_in.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from pipelines.checks import Check, Confirmed, Profile, Waived, Waiver
from pipelines.layouts.match import Match, MatchedSheet
from pipelines.layouts.model import Layout
from pipelines.layouts.period import Period
from pipelines.layouts.template_sheets import is_ours
from pipelines.metadata.classes import Dataset
from pipelines.metadata.datasets import DATASETS
from pipelines.metadata.derive import field_title, record_schema
from pipelines.privacy.gate import GatedColumns
from pipelines.privacy.keys import SiteKey
from pipelines.problems import Problem, Severity, Stage
from pipelines.reading import ReaderPool, Sheet, Tally, tally_cells, tally_rows, tally_unused_sheet
from pipelines.settings import Agency, SiteSettings
from pipelines.staging.pieces import WHOLE_ROW
from pipelines.staging.plan import CodeWords
from pipelines.staging.stage import StagedSheet, StagingContext
from pipelines.submissions.verdict import Status

if TYPE_CHECKING:
    from pipelines.submissions.fix_rows import FixRows
    from pipelines.submissions.ledger import Ledger

JUVENILE = "juvenile"
OUTSIDE_FILTER = "outside the layout's filter"
REFUSED = "file refused"
NOT_ACCEPTED = "file not accepted"


@dataclass(frozen=True)
class IntakeContext:
    """What every file is judged with; made once per run."""

    settings: SiteSettings
    layouts: Mapping[str, list[Layout]]  # by agency code
    words: Mapping[str, Mapping[str, str]]
    suites: Path
    catalogue: Mapping[str, Check]
    key: SiteKey
    pool: ReaderPool
    waivers: Mapping[str, tuple[Waiver, ...]] = field(default_factory=dict)  # by agency code
    earlier: tuple[Mapping[str, Any], ...] = ()  # manifests of files that came before, oldest first
    agency_words: Mapping[str, CodeWords] = field(default_factory=dict)  # of agencies with words of their own
    ledger: Ledger | None = None  # what was taken in before; without it no receipt is known again
    without_annex: frozenset[str] = frozenset()  # agencies whose data annex is not signed

    @property
    def agencies(self) -> dict[str, Agency]:
        """Agencies by code."""
        return {agency.code: agency for agency in self.settings.agencies}

    def words_of(self, agency_code: str) -> CodeWords:
        """The spellings of every code list for an agency: its own win over the site's."""
        return self.agency_words.get(agency_code, self.words)

    def staging(
        self, dataset: Dataset, layout: Layout, agency_code: str, received: datetime
    ) -> StagingContext:
        """What staging needs to cast a file of an agency that came at ``received``."""
        return StagingContext(
            dataset,
            layout,
            self.words_of(layout.agency_code),
            self.agencies,
            self.key.derive("pseudonyms"),
            f"{received.date() + timedelta(days=2)}",
            self.next_steps,
            self.time_zone(agency_code),
        )

    @property
    def next_steps(self) -> dict[str, str]:
        """What a sender does next, by check id."""
        return {check.check_id: check.guidance for check in self.catalogue.values()}

    def time_zone(self, agency_code: str) -> str:
        """The zone of an agency's clocks: its own, or the site's."""
        agency = self.agencies.get(agency_code)
        return (agency.time_zone if agency else None) or self.settings.time_zone


@dataclass
class Judged:
    """A judged file: its verdict, its account, its problems, and its records where it is accepted."""

    status: Status
    agency_code: str
    dataset: str | None = None
    layout: Layout | None = None
    period: Period | None = None
    rows: Tally = field(default_factory=Tally)
    cells: Tally = field(default_factory=Tally)
    problems: list[Problem] = field(default_factory=list)
    records: pa.Table | None = None
    control_total: int | None = None
    sheets: list[dict[str, Any]] = field(default_factory=list)
    columns: list[dict[str, Any]] = field(default_factory=list)
    checks: dict[str, bool] = field(default_factory=dict)
    content_digest: str = ""
    scope: str = ""  # what a coordinator's sheet is about, as a digest
    period_is_told: bool = False  # by title or name, and not by the dates of its rows alone
    profile: Profile | None = None
    waves: dict[str, int] = field(default_factory=dict)  # people of each survey wave
    waived: list[Waived] = field(default_factory=list)
    confirmed: list[Confirmed] = field(default_factory=list)
    fix: FixRows | None = None  # what its receipt hands back to be corrected
    waiting: pa.Table | None = None  # good rows of a file that is not accepted only because too many are bad
    unmapped_codes: list[dict[str, Any]] = field(default_factory=list)
    version: dict[str, Any] | None = (
        None  # of a returned receipt: what it corrects, and what became of the rows
    )
    not_before: datetime | None = None  # of a returned receipt: it came after the file that it corrects
    beside: dict[str, pa.Table] = field(default_factory=dict)  # further tables to store, by name


@dataclass(frozen=True)
class Part:
    """One matched sheet with what gate and staging made of it."""

    matched: MatchedSheet
    gated: GatedColumns
    rows: np.ndarray  # Excel row numbers of the data rows
    staged: StagedSheet | None


def rows_of(grid: pa.Table, rows: np.ndarray) -> pa.Table:
    """The Excel ``rows`` of a grid, ascending; those that follow each other are not copied."""
    if len(rows) and rows[-1] - rows[0] + 1 == len(rows):
        return grid.slice(int(rows[0]) - 1, len(rows))
    return grid.take(pa.array(rows - 1))


def describe_sheets(judged: Judged, match: Match, parts: list[Part]) -> None:
    """Tell of every sheet whether it was used, and of every column of used sheets what became of it."""
    assert judged.layout is not None
    dataset = DATASETS[judged.layout.dataset]
    for part in parts:
        name = part.matched.sheet.name
        judged.sheets.append({"name": name, "used": True, "rows": len(part.rows), "reason": ""})
        for letter, header in part.matched.block.headers.items():
            rules = judged.layout.columns.get(part.matched.normal[letter], ())
            fields = [field_title(rule.to) for rule in rules if rule.to]
            treatment = part.gated.treatment.get(letter, "not mapped")
            judged.columns.append(
                {
                    "sheet": name,
                    "column": letter,
                    "header": header,
                    "became": ", ".join(fields) if letter in part.gated.used and fields else None,
                    "treatment": treatment,
                }
            )
    for sheet in match.other_sheets:
        judged.sheets.append(
            {"name": sheet.name, "used": False, "rows": sheet.grid.num_rows, "reason": "sheet not used"}
        )
        if sheet.grid.num_rows and not (judged.layout.built_in and is_ours(sheet.name)):
            judged.problems.append(
                Problem(
                    "sheet_not_used",
                    Severity.NOTE,
                    Stage.SHEET,
                    f"Sheet '{sheet.name}' holds no table of {dataset.title.lower()} and was left out.",
                    sheet.name,
                )
            )


def account(judged: Judged, match: Match, parts: list[Part]) -> None:
    """The account of every row and cell; an imbalance is our failure and stops the file.

    Rows of a file that is not accepted are held as a whole; of a refused one they are left out as a whole.
    """
    cells, rows = Tally(), Tally()
    refused = judged.status is Status.REFUSED
    for part in parts:
        block = part.matched.block
        grid = part.matched.sheet.grid
        if refused:
            more_cells, more_rows = tally_unused_sheet(grid, REFUSED)
        else:
            held = np.zeros(grid.num_rows, dtype=bool)
            outside = np.zeros(grid.num_rows, dtype=bool)
            juvenile = np.zeros(grid.num_rows, dtype=bool)
            if part.staged is not None:
                outside[part.rows - 1] = part.staged.filtered & ~part.staged.juvenile
                juvenile[part.rows - 1] = part.staged.juvenile
                held[part.rows - 1] = part.staged.held if judged.status.counts else True
            else:
                held[part.rows - 1] = True
            left_out = {JUVENILE: juvenile, OUTSIDE_FILTER: outside}
            more_cells = tally_cells(
                grid, block.row_kinds, part.gated.used, held, part.gated.left_out, left_out
            )
            more_rows = tally_rows(block.row_kinds, held, left_out)
        cells, rows = cells + more_cells, rows + more_rows
    for sheet in match.other_sheets:
        more_cells, more_rows = tally_unused_sheet(sheet.grid, REFUSED if refused else "sheet not used")
        cells, rows = cells + more_cells, rows + more_rows
    judged.cells, judged.rows = cells, rows
    if not (cells.balances() and rows.balances()):
        raise AssertionError("the account of rows and cells does not balance")


def unused_sheets(sheets: list[tuple[Sheet, str]]) -> tuple[Tally, Tally]:
    """The account of cells and of rows of sheets that are left out, each for its reason."""
    cells, rows = Tally(), Tally()
    for sheet, reason in sheets:
        more_cells, more_rows = tally_unused_sheet(sheet.grid, reason)
        cells, rows = cells + more_cells, rows + more_rows
    return cells, rows


def combined(dataset: Dataset, parts: list[Part]) -> pa.Table:
    """The records of all sheets, held and filtered rows included."""
    tables = [part.staged.records for part in parts if part.staged is not None]
    return pa.concat_tables(tables) if tables else record_schema(dataset).empty_table()


def kept_rows(records: pa.Table, parts: list[Part]) -> pa.Table:
    """The records that are used."""
    masks = [part.staged.used for part in parts if part.staged is not None]
    return records.filter(pa.array(np.concatenate(masks))) if masks else records


def field_letters(parts: list[Part], judged: Judged) -> dict[tuple[str, str], str]:
    """The column letter of each field by sheet, so that a check can name cells; of repeats the first column."""
    assert judged.layout is not None
    found: dict[tuple[str, str], str] = {}
    for part in parts:
        for letter in part.gated.used:
            for rule in judged.layout.columns.get(part.matched.normal[letter], ()):
                if rule.to:
                    found.setdefault((part.matched.sheet.name, rule.to), letter)
    return found


def letters_by_record(parts: list[Part], layout: Layout) -> dict[str, np.ndarray]:
    """For each field that the layout's repeats feed, the column letter that told it, for each record that is used."""
    numbers = range(WHOLE_ROW, len(layout.version.repeats))
    found = {}
    for name in sorted(layout.repeated_fields):
        told = []
        for part in parts:
            letters: dict[int, str] = {}
            for letter in sorted(part.gated.used, key=lambda letter: (len(letter), letter)):
                header = part.matched.normal[letter]
                if any(rule.to == name for rule in layout.columns.get(header, ())):
                    letters.setdefault(layout.repeat_of.get(header, WHOLE_ROW), letter)
            if part.staged is not None:
                by_number = np.array([letters.get(number, "") for number in numbers], dtype=object)
                told.append(by_number[part.staged.repeats[part.staged.used] - WHOLE_ROW])
        found[name] = np.concatenate(told) if told else np.zeros(0, dtype=object)
    return found
