"""Findings of the own agency in a director's edition: lines on the page of nine blocks, and a private page of one side.

The director has them before the team. What a finding says stands in ``finding_tables``; who may see it, in ``pub.finding_standing``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipelines.reports.edition import Site, as_date, day_words, text_of
from pipelines.reports.editions import blocks
from pipelines.reports.editions.blocks import Block
from pipelines.reports.editions.imprint import Edition
from pipelines.reports.figure import PERCENT_FLOOR
from pipelines.reports.finding_tables import (
    Labels,
    cause_words,
    change_words,
    numbers_words,
    read_findings,
    subject_words,
)
from pipelines.reports.kit.cells import FINDING_STANDINGS
from pipelines.reports.kit.svg import line_svg
from pipelines.reports.source import Source, rows_of

AUDIENCE = "director"
_ON_PAGE, _ROWS, _CHARTS, _PERIODS = 2, 12, 3, 13
_OVER = ("passed", "dropped")
_UNDER_WAY = ("open", "waiting", "better")
_ASKS = {
    "new": "Name an owner and choose an action",
    "worse": "Choose another action",
    "no_clear_change": "Choose another action, or wait for more records",
    "closed_not_shown": "Measure again before it is closed",
}
_NOTHING_TO_SAY = ("nothing_seen", "not_asked", "even", "not_data", "see_breakdowns")
_WHOSE = (
    "A finding is raised by a rule that is the same for every agency. It asks how the work is set up: forms, words of a policy, "
    "training, time, links. It is never about one worker. You have this page before the team: it sees a finding from the day that you "
    "and the coordinator agree on, and the register names."
)


@dataclass(frozen=True)
class OwnFindings:
    """The findings of one agency that are not over, those that need work first, and the lines that its page tells of them."""

    rows: tuple[Any, ...] = ()

    @property
    def summary(self) -> str:
        """How many wait for the director and how many are under way; empty where there is none."""
        waiting = sum(row.standing in _ASKS for row in self.rows)
        under_way = sum(row.standing in _UNDER_WAY for row in self.rows)
        if not waiting + under_way:
            return ""
        told = [f"{waiting} {'waits' if waiting == 1 else 'wait'} for you"] if waiting else []
        told += [f"{under_way} {'is' if under_way == 1 else 'are'} under way"] if under_way else []
        return f"Findings: {' and '.join(told)}; see your page of findings."

    @property
    def asked(self) -> tuple[str, ...]:
        """What is asked of the director, the first few."""
        waiting = [row for row in self.rows if row.standing in _ASKS]
        lines = [
            f"{_ASKS[row.standing]}: {row.subject_title}. {_one_line(_without_months(row))}."
            for row in waiting[:_ON_PAGE]
        ]
        return _with_rest(lines, len(waiting) - _ON_PAGE)

    @property
    def under_way(self) -> tuple[str, ...]:
        """What was taken up and is not closed, the first few."""
        going = [row for row in self.rows if row.standing in _UNDER_WAY]
        lines = [
            f"{_named(row)}: {FINDING_STANDINGS[row.standing].word.lower()}, {_owner(row)}{_by(row)}."
            for row in going[:_ON_PAGE]
        ]
        return _with_rest(lines, len(going) - _ON_PAGE)


def read_own(source: Source, agency: str) -> OwnFindings:
    """The findings of ``agency`` as its director may see them."""
    return OwnFindings(
        tuple(row for row in rows_of(read_findings(source, AUDIENCE, agency)) if row.standing not in _OVER)
    )


def findings_pdf(source: Source, site: Site, edition: Edition, over: str, own: OwnFindings) -> bytes:
    """The private page: every finding with what to ask first and what is next, and what changed since an action."""
    labels = Labels(source)
    body = [
        [
            FINDING_STANDINGS[row.standing].text,
            subject_words(row),
            _one_line(numbers_words(row)),
            _questions(row, labels),
            _next(row),
        ]
        for row in own.rows[:_ROWS]
    ]
    more = len(own.rows) - len(body)
    page = [
        blocks.text(_WHOSE),
        blocks.table(
            [2, 3, 3, 4, 4],
            ["Where it stands", "What", "In numbers", "Ask first", "Next"],
            body,
            (0, 1, 2, 3, 4),
        )
        if body
        else blocks.text("No finding is open at your agency."),
        *([blocks.note(f"{more} more stand in the workbook, on the sheet Findings.")] if more > 0 else []),
        *_changes(source, own.rows),
    ]
    return blocks.report_pdf(site, edition, "Findings, for you first", over, [], [page])


def _questions(row: Any, labels: Labels) -> str:
    """The answers that say something, in the order of the questions; the cause comes last."""
    told = [
        labels.of(f"finding_{name}_answer", code)
        for name, code in (("data", row.data_answer), ("base", row.base_answer), ("where", row.where_answer))
        if text_of(code) and code not in _NOTHING_TO_SAY
    ]
    why = cause_words(row, labels)
    return ". ".join([*told, f"Why: {why[:1].lower()}{why[1:]}"]) + "."


def _next(row: Any) -> str:
    """What is done, by whom and until when; else what is asked; and whether the team sees it."""
    if row.standing == "closed":
        did = f"Done: {_action(row)}"
    elif row.standing in _ASKS:
        did = _ASKS[row.standing]
    else:
        did = f"{_action(row) or 'No action chosen yet'}. {_owner(row).capitalize()}{_by(row)}"
    shared = row.shared_with_team_date
    return f"{did}. " + (
        "Yours alone so far." if pd.isna(shared) else f"The team: {day_words(as_date(shared))}."
    )


def _changes(source: Source, rows: Sequence[Any]) -> list[Block]:
    """Before and after, for the first few with an action in place: words, and a line with the action marked."""
    points = source.query("finding_point", audience=AUDIENCE)
    drawn: list[Block] = []
    for row in rows:
        if pd.isna(row.action_done_date) or row.subject_kind == "policy" or row.suppressed:
            continue
        own = points[
            (points["agency_code"] == row.agency_code)
            & (points["subject_kind"] == row.subject_kind)
            & (points["subject"] == row.subject)
        ]
        if len(own) and len(drawn) < 2 * _CHARTS:
            drawn += _before_after(row, own)
    if not drawn:
        return []
    how = "A dashed upright marks the month or quarter in which the action came into place; a gap is a period with too few to show."
    return [blocks.heading("Before and after an action"), *drawn, blocks.note(how)]


def _before_after(row: Any, points: pd.DataFrame) -> list[Block]:
    by_quarter = row.subject_kind == "practice"
    starts = pd.date_range(
        points["period_start"].min(), points["period_start"].max(), freq="QS" if by_quarter else "MS"
    )[-_PERIODS:]
    known = {pd.Timestamp(p.period_start): p.num / p.den for p in rows_of(points) if p.den >= PERCENT_FLOOR}
    done = pd.Timestamp(row.action_done_date)
    marked = next(
        (i for i, start in enumerate(starts) if start.to_period("Q" if by_quarter else "M").end_time >= done),
        None,
    )
    names = [f"{s.year} Q{s.quarter}" if by_quarter else f"{s:%b %Y}" for s in starts]
    told = [
        f"{name}: {known[s]:.0%}" if s in known else f"{name}: no figure"
        for name, s in zip(names, starts, strict=True)
    ]
    change = _one_line(change_words(row), ". ")
    words = (
        f"{row.subject_title}. Action in place {day_words(as_date(row.action_done_date))}: {_action(row)}."
    )
    alt = f"Line of {row.subject_title} from {names[0]} to {names[-1]}, the action marked. {'; '.join(told)}."
    return [
        blocks.text(f"{words} {change}. The line runs from {names[0]} to {names[-1]}."),
        blocks.chart(line_svg([known.get(s) for s in starts], 460, 44, marked), alt, 70),
    ]


def _without_months(row: Any) -> str:
    """The numbers of a finding without the months that they are from, which the page of findings tells."""
    lines = numbers_words(row).splitlines()
    return "\n".join(lines[:-1] or lines)


def _action(row: Any) -> str:
    return text_of(row.action).rstrip(".")


def _named(row: Any) -> str:
    """The finding by its number in the register, which one that a rule raised may not have yet."""
    number = text_of(row.finding_id)
    return f"Finding {number}, {row.subject_title}" if number else f"Finding on {row.subject_title}"


def _owner(row: Any) -> str:
    return text_of(row.owner_role) or "no owner named yet"


def _by(row: Any) -> str:
    day = row.due_date if row.standing == "open" else row.remeasure_due_date
    if pd.isna(day):
        return ""
    return f", {'due' if row.standing == 'open' else 'to measure again'} {day_words(as_date(day))}"


def _one_line(words: str, between: str = ", ") -> str:
    lines = words.replace("\nto ", " to ").splitlines()
    told = between.join(line.rstrip(".") if between == ". " else line for line in lines)
    return told[:1].upper() + told[1:]


def _with_rest(lines: Sequence[str], rest: int) -> tuple[str, ...]:
    more = f"{rest} more {'finding' if rest == 1 else 'findings'} on your page of findings."
    return (*lines, more) if rest > 0 else tuple(lines)
