"""Policy beside practice: case review by element, bands, and the gaps to discuss."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.reports.bands import SiteBands, range_cell
from pipelines.reports.figures import of_words
from pipelines.reports.kit import (
    Book,
    Cell,
    Chart,
    Column,
    Panel,
    Series,
    Sheet,
    add_panels,
    add_table,
    mark,
    plain,
    status_cell,
)
from pipelines.reports.kit.cells import BANDS, GAPS, POLICY_STATUSES
from pipelines.reports.kit.styles import BLUE_DARK, GRAY, RUST, SAND, WHITE
from pipelines.reports.practice_evidence import COLUMNS as EVIDENCE_COLUMNS
from pipelines.reports.practice_evidence import Evidence
from pipelines.reports.source import rows_of

_TABLOID = 3
_BAND_COLORS = {
    "keep": (BLUE_DARK, True),
    "watch": (SAND, False),
    "work_on": (RUST, True),
    "too_few": (GRAY, False),
    "not_reviewed": (WHITE, False),
}
_TO_DISCUSS = ("conflicts", "policy_met_practice_low", "not_addressed", "practice_ahead_of_policy")
_QUESTIONS = {
    "conflicts": "Which text holds? Change one of the two, or say in writing which is followed until then.",
    "policy_met_practice_low": "Is it the data, the form, training, resources or supervision? Look at how the work is set up, not at single workers.",
    "not_addressed": "Who writes the text, and by when? Is the practice already done without it?",
    "practice_ahead_of_policy": "Write down what is already done, so that it lasts when people change.",
}


def _counts(row: Any) -> tuple[float | None, float | None]:
    pair = row.demonstrated_count, row.applicable_count
    return (None, None) if any(pd.isna(v) for v in pair) else pair


def _evidence(row: Any, bands: SiteBands) -> list[Cell]:
    """Files reviewed, k of n, share, range and band of an element."""
    demonstrated, applicable = _counts(row)
    band = bands.band(demonstrated, applicable)
    if row.suppressed or (demonstrated is None and row.gap_kind == "too_few_files"):
        return [*(mark("suppressed") for _ in range(4)), status_cell(BANDS, "too_few")]
    if band == "not_reviewed" or demonstrated is None or applicable is None:
        return [plain(row.reviewed_count), *(Cell(None) for _ in range(3)), status_cell(BANDS, band)]
    share = Cell(None) if band == "too_few" else Cell(demonstrated / applicable)
    return [
        plain(row.reviewed_count),
        Cell(of_words(demonstrated, applicable), "of"),
        share,
        range_cell(demonstrated, applicable),
        status_cell(BANDS, band),
    ]


_EVIDENCE_COLUMNS = [
    Column("Files read", "count", 10),
    Column("Shown in files", "of", 13),
    Column("Share", "share", 10),
    Column("Range", "of", 13),
    Column("Band", "text", 16),
]


def add_beside(book: Book, practice: pd.DataFrame, evidence: Evidence, bands: SiteBands) -> None:
    """Adds policy status beside everything that shows practice, element by element."""
    rows = [
        [
            plain(row.agency_name),
            plain(row.element_id),
            plain(row.title),
            status_cell(POLICY_STATUSES, "retired" if row.gap_kind == "retired" else row.policy_status),
            *_evidence(row, bands),
            *evidence.cells(row.agency_code, row.element_id),
            status_cell(GAPS, row.gap_kind),
        ]
        for row in rows_of(practice)
    ]
    columns = [
        Column("Agency", "strong", 18),
        Column("Element", "muted", 10),
        Column("Recommended practice", "text", 26),
        Column("Policy says", "text", 15),
        *_EVIDENCE_COLUMNS,
        *EVIDENCE_COLUMNS,
        Column("Policy and practice", "text", 18),
    ]
    words = Sheet(
        "Policy beside practice",
        "Each recommended practice: what the policy says beside case review, interviews, observations, survivors and statistics.",
        "Policy beside practice",
        "Shown in files: files where the practice was found, of files where it could have been (never not applicable or unknown). "
        "Of survivors only themes stand here, never how many named one.",
        bands.legend,
        empty="No policy checklist and no case review has come yet.",
    )
    sheet = add_table(book, words, columns, rows, group_by=0, fade=(0,), freeze_columns=3)
    sheet.set_paper(_TABLOID)


def add_gaps_to_discuss(book: Book, practice: pd.DataFrame, bands: SiteBands) -> None:
    """Adds the gaps sorted for discussion: conflicts, practice behind policy, no policy, practice ahead."""
    gaps = practice[practice["gap_kind"].isin(_TO_DISCUSS)].copy()
    gaps["order"] = gaps["gap_kind"].map({kind: i for i, kind in enumerate(_TO_DISCUSS)})
    gaps = gaps.sort_values(["order", "practice_rate", "agency_name", "element_id"], kind="stable")
    rows = [
        [
            status_cell(GAPS, row.gap_kind),
            plain(row.agency_name),
            plain(row.element_id),
            plain(row.title),
            status_cell(POLICY_STATUSES, row.policy_status),
            *_evidence(row, bands),
            Cell(_QUESTIONS[row.gap_kind]),
        ]
        for row in rows_of(gaps)
    ]
    columns = [
        Column("Gap", "text", 26),
        Column("Agency", "strong", widest=40),
        Column("Element", "muted", 11),
        Column("Recommended practice", "text", 36),
        Column("Policy says", "text", 17),
        *_EVIDENCE_COLUMNS,
        Column("To ask", "text", 42),
    ]
    words = Sheet(
        "Gaps to discuss",
        "Where policy and practice part: conflicts first, then practice behind policy, then missing policy.",
        "Gaps between policy and practice, in the order to discuss them",
        "Talk to the agency's director first, in private. A gap closes only when it is measured again after 60 to 90 days.",
        bands.legend,
        empty="No gap between policy and practice is recorded.",
    )
    add_table(book, words, columns, rows, group_by=0, freeze_columns=3)


def add_bands_chart(book: Book, practice: pd.DataFrame, bands: SiteBands) -> None:
    """Adds elements by band for each agency, as a stacked bar."""
    banded = practice.assign(band=[_band(row, bands) for row in rows_of(practice)])
    table = pd.crosstab(banded["agency_name"], banded["band"]).reindex(columns=list(BANDS), fill_value=0)
    table = table.reindex(list(dict.fromkeys(practice["agency_name"])))
    words = Sheet(
        "Practice by agency",
        "How many practices are in which band at each agency, as a chart.",
        "Practice in the files, by agency",
        "Counts of recommended practices. Agencies are listed in the order of a case, not ranked; they were reviewed for different practices.",
        bands.legend,
        empty="No case review has come yet.",
    )
    panels = []
    if len(table):
        rows = [
            [Cell(str(name)), *(Cell(int(v)) for v in values), Cell(int(values.sum()))]
            for name, values in zip(table.index, table.to_numpy(), strict=True)
        ]
        totals = table.sum()
        read = int(totals[["keep", "watch", "work_on"]].sum())
        finding = (
            f"Stacked bar chart of practices by band. Of {read} practices with 10 or more files, {int(totals['keep'])} are to "
            f"keep, {int(totals['watch'])} to watch and {int(totals['work_on'])} to work on."
        )
        series = tuple(
            Series(band.text, i + 1, *_BAND_COLORS[code]) for i, (code, band) in enumerate(BANDS.items())
        )
        chart = Chart(
            "stacked_bar",
            "Recommended practices by band",
            series,
            "Agency",
            "Recommended practices",
            finding,
        )
        columns = [
            Column("Agency", "text"),
            *(Column(b.text, "count") for b in BANDS.values()),
            Column("All", "count"),
        ]
        panels.append(Panel("All agencies", "Case review of all quarters together.", columns, rows, chart))
    add_panels(book, words, panels, chart_below=True)


def _band(row: Any, bands: SiteBands) -> str:
    demonstrated, applicable = _counts(row)
    if row.suppressed or (demonstrated is None and row.gap_kind == "too_few_files"):
        return "too_few"
    return bands.band(demonstrated, applicable)


def add_case_review(book: Book, frame: pd.DataFrame, bands: SiteBands) -> None:
    """Adds case review by quarter, with every outcome counted."""
    rows = []
    for row in rows_of(frame):
        quarter = "all quarters" if row.event_quarter == "all" else str(row.event_quarter).replace("-", " ")
        line = [plain(row.agency_name), plain(row.element_id), plain(row.title), Cell(quarter)]
        if row.suppressed:
            line += [mark("suppressed")] * 9 + [Cell(None)]
        else:
            band = bands.band(
                *((None, None) if pd.isna(row.applicable) else (row.demonstrated, row.applicable))
            )
            outcomes = (row.reviewed, row.demonstrated, row.partly, row.not_demonstrated, row.not_applicable, row.unknown, row.applicable)  # fmt: skip
            line += [plain(value) for value in outcomes]
            if band == "too_few":
                line.append(Cell(of_words(row.demonstrated, row.applicable), "of"))
            else:
                line.append(Cell(row.demonstrated / row.applicable if row.applicable else None))
            line += [range_cell(row.demonstrated, row.applicable), status_cell(BANDS, band)]
        rows.append(line)
    columns = [
        Column("Agency", "strong", widest=40),
        Column("Element", "muted", 11),
        Column("Recommended practice", "text", 36),
        Column("Quarter", "text", 12),
        Column("Files read", "count", 9),
        Column("Shown", "count", 10),
        Column("Partly", "count", 10),
        Column("Not shown", "count", 10),
        Column("Not applicable", "count", 13),
        Column("Unknown", "count", 12),
        Column("Could show", "count", 10),
        Column("Share", "share", 10),
        Column("Range", "of", 13),
        Column("Band", "text", 16),
    ]
    words = Sheet(
        "Case review",
        "Case review of each practice by quarter: every outcome counted.",
        "Case review by quarter",
        "Could show: shown, partly and not shown together. Share: shown, of could show.",
        ("† too few to show", *bands.legend),
        empty="No case review has come yet.",
    )
    add_table(book, words, columns, rows, group_by=1, fade=(0, 1, 2), freeze_columns=3)
