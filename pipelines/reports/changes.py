"""What changed after it was told, in words: versions, months listed anew, withdrawals, fields, figures.

Read from ``ops`` once, for the coordinator's sheets (``changed_sheets``) and for receipts (``receipt_changes``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pipelines.metadata import CODE_LISTS, DATASETS
from pipelines.reports.edition import as_date, day_words, text_of
from pipelines.reports.figure import PERCENT_FLOOR, Period, of_words, words_of
from pipelines.reports.kit.cells import SUPPRESSED_SIGN, differs_words
from pipelines.reports.source import Source, rows_of
from pipelines.statistics.labels import part_labels

_YES_NO = {"true": "yes", "false": "no"}
_WAYS = {
    "filled": "filled in",
    "emptied": "emptied",
    "changed": "changed",
    "later": "moved later",
    "earlier": "moved earlier",
    "higher": "now higher",
    "lower": "now lower",
}
_HEADLINES = {("none", "all"): "All", ("scope", "ipv"): "Between intimate partners"}


@dataclass(frozen=True)
class FieldChange:
    """One way in which one field changed, in words, and in how many rows."""

    words: str
    rows: int


@dataclass(frozen=True)
class FigureChange:
    """One figure that moved: its measure, part and period, and what it was and is, in words."""

    submission_id: str
    agency: str
    measure_id: str
    measure: str
    part: str
    is_headline: bool
    period: str
    before: str
    now: str


@dataclass(frozen=True)
class Restatement:
    """One way in which one file changed what had been counted; ``row`` is that of ``sql/restatement.sql``."""

    row: Any
    fields: tuple[FieldChange, ...]

    @property
    def title(self) -> str:
        """What happened, in a few words."""
        return {
            "correction": "Replaced by a newer file",
            "overlap": "Months listed anew",
            "late": "Rows of earlier months",
            "withdrawal": "Withdrawn",
        }[str(self.row.kind)]

    @property
    def sentence(self) -> str:
        """What happened, as a sentence that names the files and the days."""
        row, day = self.row, day_words(as_date(self.row.changed_ts))
        if row.kind == "correction":
            return (
                f"{row.file_name} replaces {row.before_file}, received {day_words(as_date(row.before_ts))}."
            )
        if row.kind == "overlap":
            count = len(str(row.before_id).split("; "))
            files = "1 file" if count == 1 else f"{count} files"
            return f"{row.file_name} lists months anew that came before in {files}. For these months it counts in their place."
        if row.kind == "late":
            return (
                f"{row.file_name} also holds rows of earlier months, which count for the month of their date."
            )
        instead, others = text_of(row.after_file), text_of(row.after_id).split("; ")
        then = f"{instead} counts again." if instead else "Nothing counts in its place."
        if not instead and others != [""]:
            then = f"For its months {len(others)} other files count again."
        return f"{row.file_name} was withdrawn on {day}: {row.reason} {then}"

    @property
    def counts(self) -> tuple[tuple[str, int, str], ...]:
        """The rows by what became of them: a word, how many, and what it means."""
        row = self.row
        return (
            ("The same", int(row.rows_same), "in both, field by field"),
            ("Changed", int(row.rows_changed), "the record is known, a field is another"),
            ("New", int(row.rows_added), "only in what counts now"),
            ("Gone", int(row.rows_removed), "counted before, and no longer"),
        )

    @property
    def rows_sentence(self) -> str:
        """The rows in one line."""
        row = self.row
        parts = [f"{count:,} {words.lower()}" for words, count, _ in self.counts if count]
        if row.kind == "late":
            count = int(row.rows_after)
            return f"{count:,} late {'row' if count == 1 else 'rows'}: {', '.join(parts)}."
        return f"{int(row.rows_before):,} rows counted before, {int(row.rows_after):,} count now" + (
            f": {', '.join(parts)}." if parts else "."
        )


@dataclass(frozen=True)
class Changes:
    """Everything that changed, or what one file changed."""

    restatements: tuple[Restatement, ...] = ()
    figures: tuple[FigureChange, ...] = field(default=())

    def of(self, submission_id: str) -> Changes:
        """What one file changed."""
        return Changes(
            tuple(r for r in self.restatements if r.row.submission_id == submission_id),
            tuple(f for f in self.figures if f.submission_id == submission_id),
        )


def read_changes(source: Source, audience: str) -> Changes:
    """Everything that changed, with the figures that ``audience`` may see."""
    fields: dict[tuple[str, str], list[FieldChange]] = {}
    for row in rows_of(source.query("restatement_field")):
        change = FieldChange(_field_words(row), int(row.rows_count))
        fields.setdefault((row.submission_id, row.kind), []).append(change)
    restatements = tuple(
        Restatement(row, tuple(fields.get((row.submission_id, row.kind), ())))
        for row in rows_of(source.query("restatement"))
    )
    labels = part_labels()
    codes = {(row.code_list, row.code): str(row.label) for row in rows_of(source.query("code_list"))}
    figures = tuple(
        _figure(row, labels, codes) for row in rows_of(source.query("figure_change", audience=audience))
    )
    return Changes(restatements, figures)


def _field_words(row: Any) -> str:
    """For example "Disposition: Pending → Dismissed", or "Disposition date: moved later"."""
    old, new = (
        _code_words(row.dataset, row.field_name, text_of(code)) for code in (row.old_code, row.new_code)
    )
    if old or new:
        return f"{row.field_title}: {old or 'blank'} → {new or 'blank'}"
    return f"{row.field_title}: {_WAYS[row.change]}"


def _code_words(dataset: str, field_name: str, code: str) -> str:
    if not code:
        return ""
    code_list = DATASETS[dataset].field(field_name).code_list
    if code_list is None:
        return _YES_NO.get(code, code)
    known = CODE_LISTS[code_list]
    return known.label(code) if code in known.values else words_of(code)


def _figure(
    row: Any, labels: Mapping[str, Mapping[str, str]], codes: Mapping[tuple[str, str], str]
) -> FigureChange:
    part = (row.breakdown, row.category)
    period = Period(row.period_kind, as_date(row.period_start), as_date(row.period_end))
    words = _HEADLINES.get(part) or codes.get(part) or labels.get(row.breakdown, {}).get(row.category)
    return FigureChange(
        row.submission_id,
        row.agency_name,
        row.measure_id,
        str(row.measure_name),
        words or words_of(row.category),
        row.breakdown == "none",
        period.words,
        *(figure_words(row, side) for side in ("old", "new")),
    )


def figure_words(row: Any, side: str) -> str:
    """The figure on one side: a count, k of n with its share, a median, or in place of it why it is not told."""
    num, den, value = (getattr(row, f"{side}_{name}") for name in ("num", "den", "value"))
    if side == "old" and not pd.isna(row.differs_by_under):
        return differs_words(int(row.differs_by_under))
    if getattr(row, f"{side}_suppressed"):
        return SUPPRESSED_SIGN
    if row.value_kind == "median":
        return "no cases" if pd.isna(value) else f"{value:,.1f}"
    if pd.isna(num):
        return "not sent"
    if pd.isna(den):
        return f"{num:,.0f}"
    share = f" ({num / den:.0%})" if den >= PERCENT_FLOOR else ""
    return f"{of_words(num, den)}{share}" if den else "no cases"


def fields_in_a_line(fields: Sequence[FieldChange], most: int = 4) -> str:
    """The fields that changed most, in one line."""
    told = [f"{change.words} ({change.rows:,})" for change in fields[:most]]
    more = len(fields) - most
    return "; ".join(told) + (f"; and {more} more" if more > 0 else "")
