"""What changed: one plain sentence for every headline, the clear changes first.

The verdicts come from the warehouse, the words from ``statistics.sentences``; nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pipelines.reports.edition import as_date, text_of
from pipelines.reports.figure import PERCENT_FLOOR, Period
from pipelines.reports.figures import Figures
from pipelines.reports.kit import Book, Cell, Column, Sheet, add_table, status_cell
from pipelines.reports.kit.cells import CHANGES, LEGEND_K_OF_N, LEGEND_SUPPRESSED
from pipelines.reports.source import Source, rows_of
from pipelines.statistics.changes import Told, Verdict
from pipelines.statistics.sentences import change_sentence

_ORDER = [verdict.value for verdict in Verdict]


def add_changes(
    book: Book, source: Source, figures: Figures, groups: Sequence[tuple[str, Sequence[str]]], audience: str
) -> None:
    """Adds the sheet of change sentences, for all agencies together or the only one that sends the measure."""
    step_of = {measure_id: step for step, ids in groups for measure_id in ids}
    found = [
        row
        for row in rows_of(source.query("measure_change", audience=audience))
        if row.measure_id in step_of
        and not (figures.definitions[row.measure_id].kind == "mix" and _is_missing(row.den))
        and row.agency_code == figures.headline_agency(row.measure_id)
    ]
    steps = list(dict.fromkeys(step_of.values()))
    found.sort(key=lambda row: (_ORDER.index(row.verdict), steps.index(step_of[row.measure_id])))
    rows = [
        [
            status_cell(CHANGES, row.verdict),
            Cell(step_of[row.measure_id]),
            Cell(figures.definitions[row.measure_id].name),
            Cell(sentence_of(row, figures)),
        ]
        for row in found
    ]
    columns = [
        Column("Verdict", "text", 20),
        Column("Step", "text", 20),
        Column("Measure", "strong", 34),
        Column("In words", "text", 84),
    ]
    words = Sheet(
        "What changed",
        "Each headline beside the period before, in one sentence: clear rise, clear fall, or no clear change.",
        "What changed",
        "A share rose or fell only if the 95 percent intervals of the two periods do not overlap, or a rule of its "
        "control chart fired. Counts and times: only if a rule fired. Everything else is no clear change: it can be chance. "
        "A rise is not good by itself, nor a fall bad.",
        (LEGEND_SUPPRESSED, LEGEND_K_OF_N),
        empty="There is no earlier period to compare with yet.",
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0,), freeze_columns=1)


def clear_changes(source: Source, figures: Figures, audience: str) -> list[str]:
    """Sentences of the clear rises and falls of all agencies together, for a front page."""
    return [
        sentence_of(row, figures)
        for row in rows_of(source.query("measure_change", audience=audience))
        if row.verdict in (Verdict.RISE, Verdict.FALL)
        and row.measure_id in figures.definitions
        and row.agency_code == figures.headline_agency(row.measure_id)
    ]


def sentence_of(row: Any, figures: Figures) -> str:
    """A row of ``pub.measure_change`` as a sentence."""
    definition = figures.definitions[row.measure_id]
    now = Period(row.period_kind, as_date(row.period_start), as_date(row.period_end))
    before = Period(row.period_kind, as_date(row.before_start), as_date(row.before_end))
    unit, _, _ = definition.name.partition(" ")
    return change_sentence(
        figures.agencies.get(row.agency_code, row.agency_code),
        definition.name[:1].lower() + definition.name[1:]
        if not definition.name[1:2].isupper()
        else definition.name,
        (now.words, told_of((row.num, row.den, row.value))),
        (before.words, told_of((row.before_num, row.before_den, row.before_value))),
        Verdict(row.verdict),
        text_of(row.rule) or None,
        PERCENT_FLOOR,
        unit.lower() if definition.kind == "median" else "",
    )


def told_of(numbers: Iterable[Any]) -> Told:
    """Numerator, denominator and value of a row as a figure; what is missing in the frame is not told."""
    num, den, value = (None if _is_missing(x) else x for x in numbers)
    return Told(None if num is None else int(num), None if den is None else int(den), value)


def _is_missing(value: Any) -> bool:
    return text_of(value) == ""
