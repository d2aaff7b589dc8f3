"""The workbook for the reviewer of a draft: what to read, what is missing, what is hidden from whom and why.

It names places and rules and holds no withheld value. It stays with the reviewer and the coordinator.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from pipelines.reports.edition import Site, as_date, make_cover
from pipelines.reports.editions.books import imprint
from pipelines.reports.editions.completeness import read_completeness
from pipelines.reports.editions.imprint import Edition
from pipelines.reports.editions.restated import READERS
from pipelines.reports.figure import Period, list_periods, periods_by_line
from pipelines.reports.figures import Figures
from pipelines.reports.kit import FIRST_PAGE, Book, Cell, Column, Sheet, add_cover, add_table, plain
from pipelines.reports.source import Source, rows_of

_KINDS = {
    "primary": "The number itself is small",
    "attribute": "It would tell about everyone, or no one, of a small group",
    "complementary": "It would give away another one by subtraction",
    "differencing": "It would tell a small difference from what was released",
    "withheld": "Small numbers; which of the rules is not told, as it would tell which are the small ones",
}


def write_review_book(source: Source, site: Site, edition: Edition, figures: Figures, path: Path) -> None:
    """The workbook for the reviewer."""
    frame = source.query("edition_hidden", start=edition.quarter.start, end=edition.quarter.end)
    with Book(path, imprint(site, edition, f"For the reviewer, {edition.quarter.words}")) as book:
        add_cover(book, make_cover(source, site, "Read before anything is released", "reviewer"))
        _add_steps(book, source, edition)
        _add_summary(book, frame)
        _add_hidden(book, frame, figures)
        _add_proofs(book, source)


def _add_steps(book: Book, source: Source, edition: Edition) -> None:
    gaps = read_completeness(source, None, edition.quarter).gaps
    proofs = source.query("disclosure_proof")
    unproven = [
        "Nobody has tried to work out what is hidden, so it cannot be released: see the sheet Tried to work out."
    ]
    failed = [
        "Something hidden could be worked out, so it cannot be released: see the sheet Tried to work out."
    ]
    steps = [
        ("Read", "Every page and workbook of this draft, the page of survivors first. Is anything in it unsafe for somebody?"),
        ("Look", "The sheets Hidden, in short and Hidden figures: what is withheld from whom, and by which rule."),
        ("Look", "The sheet Tried to work out: whether anything hidden could be worked out by subtraction."),
        *(("Missing", gap) for gap in gaps or ("Nothing: every file of the quarter is in.",)),
        *(("Missing", words) for words in (unproven if "figures" not in set(proofs["subject"]) else [] if proofs["holds"].all() else failed)),
        ("Write", f"A line in the register Reviews of editions before release: edition {edition.quarter.label}, draft {edition.draft_ref}, "
         "your role, the day, what you say, and whether the gaps are accepted."),
        ("Then", f"The coordinator drops the register, runs `samepage run`, and releases with `samepage edition {edition.quarter.label} --release`."),
    ]  # fmt: skip
    words = Sheet(
        "What to do",
        "The steps of the review, and what is missing in the quarter's data.",
        f"Review of draft {edition.draft_ref}",
        "Nothing leaves the draft folder until the register shows the approval of this very draft.",
    )
    columns = [Column("Step", "strong", 12), Column("What", "text", 104)]
    add_table(book, words, columns, [[Cell(a), Cell(b)] for a, b in steps], filtered=False)


def _add_summary(book: Book, frame: pd.DataFrame) -> None:
    counted = frame.groupby(["audience", "kind"], sort=False).size().reset_index(name="figures_count")
    rows = [
        [Cell(READERS[row.audience]), Cell(_KINDS.get(row.kind, row.kind)), Cell(int(row.figures_count))]
        for row in rows_of(counted)
    ]
    columns = [Column("Hidden from", "strong", 28), Column("Why", "text", 84), Column("Figures", "count", 10)]
    words = Sheet(
        "Hidden, in short",
        "How many figures are withheld from whom, by rule.",
        "What is hidden, in short",
        "Figures of the quarter, its months and the twelve months to its end.",
        empty="Nothing of the quarter is withheld.",
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0,))


def _add_hidden(book: Book, frame: pd.DataFrame, figures: Figures) -> None:
    lines = periods_by_line(
        (
            (
                (
                    READERS[row.audience],
                    row.series_name,
                    row.agency_name,
                    figures.part_words(row.series, row.breakdown, row.category),
                ),
                (
                    "The figure" if row.part == "figure" else "Records that do not say",
                    _KINDS.get(row.kind, row.kind),
                    row.rule,
                ),
            ),
            Period(row.period_kind, as_date(row.period_start), as_date(row.period_end)),
        )
        for row in rows_of(frame)
    )
    rows = [
        [plain(value) for value in (*figure, list_periods(periods), len(periods), *why)]
        for (figure, why), periods in lines
    ]
    columns = [
        Column("Hidden from", "strong", 22),
        Column("Measure or step", "text", 36),
        Column("Agency", "text", widest=30),
        Column("Part", "text", widest=28),
        Column("Periods", "text", 44),
        Column("Figures", "count", 10),
        Column("What", "text", 14),
        Column("Why", "text", 34),
        Column("Rule", "text", 40),
    ]
    words = Sheet(
        "Hidden figures",
        "Every figure that is withheld in this edition: from whom, where and by which rule.",
        "What is hidden, and why",
        "A line names a place and a rule. No withheld number stands in this workbook. "
        "For the screen: only the first page prints; Hidden, in short prints in full.",
        empty="Nothing of the quarter is withheld.",
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0, 1, 2), freeze_columns=2, print_as=FIRST_PAGE)


def _add_proofs(book: Book, source: Source) -> None:
    rows = [
        [
            Cell(READERS[row.audience]),
            plain(row.reader_name),
            Cell(str(row.subject).replace("_", " ")),
            Cell("● Held") if row.holds else Cell("▲ Did not hold", "tone_alarm"),
            plain(row.protected_count),
            plain(row.narrowed_count),
        ]
        for row in rows_of(source.query("disclosure_proof"))
    ]
    columns = [
        Column("Hidden from", "strong", 26),
        Column("Who tried", "text", 30),
        Column("What", "text", 16),
        Column("Outcome", "text", 18),
        Column("Hidden numbers tried", "count", 12),
        Column("Narrowed too far", "count", 12),
    ]
    words = Sheet(
        "Tried to work out",
        "Whether what is hidden could be worked out from everything that is shown.",
        "Tried to work out what is hidden",
        "Samepage plays a reader with pencil and paper: someone from outside, and each agency with its own numbers.",
        empty="Nobody has tried: set complementary: true under thresholds in inputs/site/site.yaml and run again.",
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0,))
