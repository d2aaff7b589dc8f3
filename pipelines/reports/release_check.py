"""What stands between the figures and a release: what is withheld and why, the proofs, and the reviews of drafts.

Nothing is released from here; the gate stands in ``disclosure``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pandas as pd

from pipelines.metadata import CODE_LISTS
from pipelines.reports.edition import as_date, text_of
from pipelines.reports.figure import list_periods, periods_by_line
from pipelines.reports.figures import Figures, Period, reason_words, words_of
from pipelines.reports.kit import FIRST_PAGE, Book, Cell, Column, Sheet, add_table, plain, status_cell
from pipelines.reports.kit.cells import RELEASE_STATES
from pipelines.reports.source import Source, rows_of

_COUNTS, _NONE = "Suppression counts", "No figure is withheld."
_READERS = {code.code: code.label for code in CODE_LISTS["audience"].codes}
_PROOF = "Proof of withheld numbers"
_TRY = "Set complementary: true under thresholds in inputs/site/site.yaml, and run again. Until then nothing is released."


def add_release_check(book: Book, source: Source) -> None:
    """Adds the proofs that nothing withheld can be worked out, and what reviewers said of drafts."""
    rows = [
        [
            Cell(_PROOF if row.kind == "proof" else "Review of a draft"),
            Cell(words_of(row.subject) if row.kind == "proof" else row.subject),
            plain(row.part),
            status_cell(RELEASE_STATES, row.standing),
            plain(row.reviewed_on_date),
            plain(row.protected_count) if not pd.isna(row.protected_count) else Cell(None),
            plain(row.comment),
        ]
        for row in rows_of(source.query("release_check"))
    ]
    if "figures" not in set(source.query("disclosure_proof")["subject"]):
        untried = status_cell(RELEASE_STATES, "untried")
        rows.insert(
            0,
            [Cell(_PROOF), Cell("All readers"), Cell("figures"), untried, Cell(None), Cell(None), Cell(_TRY)],
        )
    columns = [
        Column("What", "strong", 28),
        Column("Readers or draft", "text", 28),
        Column("Attacked, or by whom", "text", 34),
        Column("Stands", "text", 26),
        Column("Day", "date", 14),
        Column("Numbers protected", "count", 12),
        Column("Comment", "text", 46),
    ]
    words = Sheet(
        "Release check",
        "Whether withheld numbers can be worked out, and what the reviewers said of each draft.",
        "Before anything is released",
        "Nothing leaves the team until the Blueprint advocate, or the role that the site names, approved the draft, and every proof holds.",
        tuple(status.text for status in RELEASE_STATES.values()),
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0,), freeze_columns=2)


def add_suppression_log(book: Book, source: Source, figures: Figures) -> None:
    """Adds how many figures of each measure are withheld from whom, and every one of them: which, why, and from whom; no values.

    The counts go on paper; of the list only its first page does, as a county has thousands of lines.
    """
    withheld = rows_of(source.query("suppression_log"))
    _add_suppression_counts(book, withheld)
    lines = periods_by_line(
        (
            (
                (
                    row.measure_id,
                    row.measure_name,
                    row.agency_name,
                    figures.part_words(row.measure_id, row.breakdown, row.category),
                ),
                row.period_kind,
                (reason_words(text_of(row.suppress_reason)), row.audiences),
            ),
            Period(row.period_kind, as_date(row.period_start), as_date(row.period_end)),
        )
        for row in withheld
    )
    rows = [
        [plain(value) for value in (*figure, list_periods(periods), len(periods), *why)]
        for (figure, _, why), periods in lines
    ]
    columns = [
        Column("Id", "muted", 8),
        Column("Measure", "strong", 38),
        Column("Agency", "text", widest=40),
        Column("Part", "text", widest=34),
        Column("Periods", "text", 62),
        Column("Figures", "count", 10),
        Column("Why", "text", widest=36),
        Column("Withheld from", "muted", widest=34),
    ]
    log = Sheet(
        "Suppression log",
        "Every figure that is withheld: which, why, and from whom. No values.",
        "Suppression log",
        "Check before anything is released: a figure listed here must not be given by phone or in another table either. "
        f"For the screen: only the first page prints; {_COUNTS} prints in full.",
        empty=_NONE,
    )
    add_table(book, log, columns, rows, group_by=0, fade=(0, 1, 2), freeze_columns=2, print_as=FIRST_PAGE)


def _add_suppression_counts(book: Book, withheld: Sequence[Any]) -> None:
    """Adds one line for each measure: how many of its figures each reader is not told."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for row in withheld:
        own = counts.setdefault((row.measure_id, row.measure_name), Counter())
        own.update(["any", *text_of(row.audiences).split(", ")])
    rows = [
        [plain(measure_id), plain(name), *(Cell(own[reader]) for reader in ("any", *_READERS))]
        for (measure_id, name), own in counts.items()
    ]
    columns = [
        Column("Id", "muted", 8),
        Column("Measure", "strong", 50),
        Column("Figures withheld", "count", 13),
        *(Column(title, "count", 14, "Of these, from") for title in _READERS.values()),
    ]
    words = Sheet(
        _COUNTS,
        "How many figures of each measure are withheld from each reader. No values.",
        "Withheld figures, counted",
        "A figure is one measure of one agency, part and period. Which ones, and why, is listed on Suppression log.",
        empty=_NONE,
    )
    add_table(book, words, columns, rows, freeze_columns=2)
