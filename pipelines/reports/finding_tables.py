"""Findings on sheets: each with its four questions, what is done about it, and its chart of before and after.

Who sees which finding is decided in ``pub.finding_standing``; the director's own workbook is ``director_findings``.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from pipelines.reports.code_words import place
from pipelines.reports.edition import as_date, day_words, month_words, text_of
from pipelines.reports.figures import PERCENT_FLOOR, of_words
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
from pipelines.reports.kit.cells import FINDING_STANDINGS, LEGEND_SUPPRESSED
from pipelines.reports.kit.styles import BLUE_DARK, PLUM
from pipelines.reports.source import Source, rows_of
from pipelines.statistics.intervals import wilson

_TABLOID = 3
FINDING_NOTES = (
    ("Findings", "A finding is raised by a rule that is the same for every agency, never by choice. It is a question about how the work is set up: "
     "forms, words of a policy, training, time, links. It is never about one worker."),
    ("Four questions", "In this order: is it the data, is the base right, where is it concentrated, and why. An action before the first three are answered often mends the wrong thing."),
    ("Closing a finding", "A finding is closed when it was measured again after the action, the change is clear (the two ranges do not overlap), and the limit is kept. "
     "What is marked closed without that stays on the list and says so."),
    ("Who sees a finding first", "The director of the agency. The team sees it from the day that the register names."),
)  # fmt: skip
_ORDER = {standing: place for place, standing in enumerate(FINDING_STANDINGS)}
_VERDICTS = {
    "better": "Clearly better.",
    "worse": "Clearly worse.",
    "no_clear_change": "No clear change: it may be chance.",
    "too_few": f"Too few to say: fewer than {PERCENT_FLOOR} before or since.",
}


def read_findings(source: Source, audience: str, agency: str | None = None) -> pd.DataFrame:
    """Findings as ``audience`` may see them, those that need work first; of one agency where named."""
    frame = source.query("finding_standing", audience=audience)
    if agency is not None:
        frame = frame[frame["agency_code"] == agency]
    place = frame["standing"].map(_ORDER)
    return frame.assign(place=place).sort_values(["place", "agency_name", "subject"], kind="stable")


def add_findings(book: Book, source: Source, findings: pd.DataFrame) -> None:
    """Adds the table of findings."""
    labels = Labels(source)
    rows = [_row(row, labels) for row in rows_of(findings)]
    columns = [
        Column("Where it stands", "text", 21),
        Column("Agency", "strong", 18),
        Column("What", "text", 26),
        Column("Raised because", "text", 26),
        Column("In numbers", "text", 19),
        Column("1 Is it the data?", "text", 17),
        Column("2 Is the base right?", "text", 17),
        Column("3 Where?", "text", 16),
        Column("4 Why?", "text", 20),
        Column("Action and owner", "text", 28),
        Column("Due", "date", 13),
        Column("Measure again", "date", 13),
        Column("Before and since the action", "text", 22),
    ]
    words = Sheet(
        "Findings",
        "What rules or people raised: four questions, action, owner, dates, and whether it changed.",
        "Findings",
        "Raised by the same rules for every agency. Answer the questions from left to right before choosing an action. "
        "A new finding has no owner yet: enter it in the register of findings.",
        (LEGEND_SUPPRESSED, "range: where the share may lie, as only some files were read"),
        empty="No finding is open to these readers. Findings go to the agency's director first.",
    )
    sheet = add_table(book, words, columns, rows, group_by=0, freeze_columns=3)
    sheet.set_paper(_TABLOID)


class Labels:
    """The words of codes."""

    def __init__(self, source: Source) -> None:
        self._known = {(row.code_list, row.code): row.label for row in rows_of(source.query("code_list"))}

    def of(self, code_list: str, code: object) -> str:
        """The label of a code; empty for none."""
        return str(self._known.get((code_list, text_of(code)), text_of(code)))

    def several(self, code_list: str, codes: object) -> str:
        """The labels of codes separated by semicolons, in small letters."""
        parts = dict.fromkeys(part.strip() for part in text_of(codes).split(";") if part.strip())
        return ", ".join(self.of(code_list, part).lower() for part in parts)


def _row(row: Any, labels: Labels) -> list[Cell]:
    raised = row.rule_words if row.raised_by_rule else f"{labels.of('finding_trigger', row.finding_trigger)}."
    if row.is_raised_now and not row.is_clear and row.standing != "closed":
        raised += " Chance may explain it."
    owner = text_of(row.owner_role)
    action = text_of(row.action)
    return [
        status_cell(FINDING_STANDINGS, row.standing),
        Cell(row.agency_name, anchor=place("finding", row.finding_id)),
        Cell(subject_words(row)),
        Cell(raised),
        _numbers(row),
        Cell(labels.of("finding_data_answer", row.data_answer)),
        Cell(labels.of("finding_base_answer", row.base_answer)),
        Cell(labels.of("finding_where_answer", row.where_answer)),
        Cell(cause_words(row, labels)),
        Cell(
            "\n".join(part for part in (action, f"Owner: {owner}" if owner else "") if part)
            or "Not chosen yet"
        ),
        plain(row.due_date, "date"),
        plain(row.remeasure_due_date, "date"),
        Cell(change_words(row)) if not row.suppressed else mark("suppressed"),
    ]


def subject_words(row: Any) -> str:
    """What a finding is about, with its number in the list of practices or measures."""
    return str(row.subject_title) if row.subject_kind == "field" else f"{row.subject_title} ({row.subject})"


def cause_words(row: Any, labels: Labels) -> str:
    """The causes that the register names; else that none is chosen, and what interviews name."""
    told = labels.several("cause_code", row.cause_codes)
    heard = labels.several("cause_code", row.heard_causes)
    return told.capitalize() or (f"Not chosen yet. Interviews name: {heard}" if heard else "Not chosen yet")


def _numbers(row: Any) -> Cell:
    return mark("suppressed") if row.suppressed else Cell(numbers_words(row))


def numbers_words(row: Any) -> str:
    """The quarters looked at, as k of n with share and range from ten on, and below it which months; or that it is withheld."""
    if row.suppressed:
        return LEGEND_SUPPRESSED
    if row.subject_kind == "policy":
        return "The text conflicts" if row.is_raised_now else "The text no longer conflicts"
    if pd.isna(row.den):
        return "No records yet"
    told = _told(row, row.num, row.den)
    if not pd.isna(row.earlier_den):
        told = f"From {_told(row, row.earlier_num, row.earlier_den)}\nto {told}"
    return f"{told}\n{month_words(as_date(row.window_start_date))} to {month_words(as_date(row.window_end_date))}"


def _told(row: Any, num: float, den: float) -> str:
    """A share in words; of a field only the share of blanks, for the rows of a file are nobody's business here."""
    if row.subject_kind != "field":
        return share_words(num, den)
    return f"blank in {share_alone(num, den)}" if den >= PERCENT_FLOOR else f"fewer than {PERCENT_FLOOR} rows"


def share_alone(num: float, den: float) -> str:
    """A share and its range, without the numbers behind it."""
    found = wilson(int(num), int(den))
    return "" if found is None else f"{num / den:.0%} (range {found.low:.0%} to {found.high:.0%})"


def share_words(num: float, den: float) -> str:
    """K of n, with the share and its range from ten on."""
    told = of_words(num, den)
    found = wilson(int(num), int(den)) if den >= PERCENT_FLOOR else None
    return told if found is None else f"{told} ({num / den:.0%}, range {found.low:.0%} to {found.high:.0%})"


def change_words(row: Any) -> str:
    """Before, since, and what may be said of the change."""
    if pd.isna(row.action_done_date):
        return "No action in place yet"
    if row.subject_kind == "policy":
        return {
            "better": "The text no longer conflicts.",
            "no_clear_change": "The text still conflicts.",
        }.get(text_of(row.after_verdict), "The text was not read again yet.")
    told = [
        f"{name}: {_told(row, num, den)}"
        for name, num, den in (
            ("Before", row.before_num, row.before_den),
            ("Since", row.after_num, row.after_den),
        )
        if not pd.isna(den)
    ]
    return "\n".join([*told, _VERDICTS[text_of(row.after_verdict) or "too_few"]])


def add_before_after(book: Book, source: Source, findings: pd.DataFrame, audience: str) -> None:
    """Adds a chart for each finding whose action is in place: what was seen before it and since."""
    points = source.query("finding_point", audience=audience)
    panels = []
    for row in rows_of(findings):
        if pd.isna(row.action_done_date) or row.subject_kind == "policy" or row.suppressed:
            continue
        own = points[
            (points["agency_code"] == row.agency_code)
            & (points["subject_kind"] == row.subject_kind)
            & (points["subject"] == row.subject)
        ]
        if len(own):
            panels.append(_panel(row, own.tail(13)))
    words = Sheet(
        "Before and after",
        "Each finding with an action in place, before it and since, as a chart.",
        "Before and after the action",
        "The month or quarter in which the action came into place counts for neither side. A change is called clear only where "
        "the ranges of before and since do not overlap.",
        ("▲ action in place", "gap: fewer than 10, too few to show, or not sent"),
        empty="No finding has an action in place that can be shown to these readers.",
    )
    add_panels(book, words, panels)


def _panel(row: Any, points: pd.DataFrame) -> Panel:
    done = as_date(row.action_done_date)
    by_quarter = row.subject_kind == "practice"
    marked = [
        start
        for start in (as_date(value) for value in points["period_start"])
        if start <= done < _following(start, by_quarter)
    ]
    rows = [
        [
            Cell(_period_words(start, by_quarter)),
            Cell(None if row.subject_kind == "field" else int(num)),
            Cell(None if row.subject_kind == "field" else int(den)),
            Cell(num / den if den >= PERCENT_FLOOR else None),
            Cell(1.0 if start in marked else None, "event"),
            Cell("action" if start in marked else "too few" if den < PERCENT_FLOOR else ""),
        ]
        for start, num, den in (
            (as_date(p.period_start), float(p.num), float(p.den)) for p in rows_of(points)
        )
    ]
    counted = "Blank" if row.subject_kind == "field" else "Shown"
    columns = [
        Column("Quarter" if by_quarter else "Month", "text"),
        Column(counted, "count"),
        Column("Out of", "count"),
        Column("Share", "share"),
        Column("Action", "event"),
        Column("Note", "mark"),
    ]
    lines = [Series("Share", 3, BLUE_DARK)]
    if marked:
        lines.append(Series("Action in place", 4, PLUM, role="event"))
    change = change_words(row).replace("\n", ". ").replace("..", ".")
    chart = Chart(
        "line",
        f"{row.subject_title}, before and after",
        tuple(lines),
        columns[0].title,
        "Share",
        f"Line chart of {row.subject_title} at {row.agency_name}. Action in place {day_words(done)}. {change}",
        "0%",
        highest=1.0,
    )
    caption = f"{row.agency_name}. Action in place {day_words(done)}: {text_of(row.action)} {change}"
    return Panel(str(row.subject_title), caption, columns, rows, chart)


def _following(start: dt.date, by_quarter: bool) -> dt.date:
    return as_date(pd.Timestamp(start) + pd.DateOffset(months=3 if by_quarter else 1))


def _period_words(start: dt.date, by_quarter: bool) -> str:
    return f"{start.year} Q{(start.month + 2) // 3}" if by_quarter else month_words(start)
