"""The policy comparison chart: what each agency's written policy says beside each recommended practice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from pipelines.reports.edition import (
    as_date,
    day_words,
    make_cover,
    make_imprint,
    make_notes,
    read_site,
    text_of,
)
from pipelines.reports.figures import PERCENT_FLOOR, of_words
from pipelines.reports.kit import (
    Book,
    Cell,
    Column,
    Sheet,
    add_cover,
    add_notes,
    add_table,
    plain,
    status_cell,
)
from pipelines.reports.kit.cells import POLICY_STATUSES
from pipelines.reports.policy_actions import add_actions, decision_words
from pipelines.reports.policy_tables import (
    add_conflicts,
    add_gaps,
    add_status_matrix,
    change_cell,
    local_text,
    read_responses,
    status_counts,
    summary_words,
)
from pipelines.reports.policy_wording import add_local_changes, add_wording
from pipelines.reports.source import Source, rows_of

TITLE = "Policy comparison"

_COUNTED = {
    "conflicts": "in conflict",
    "not_answered": "without an answer",
}  # where a label does not follow a number
_LEGAL = 5  # the paper on which a row of the chart is read at its own size
_COLUMNS = [
    Column("Element", "muted", 10),
    Column("Recommended practice", "text", 34),
    Column("Status", "text", 15),
    Column("Local policy", "text", 33),
    Column("Elsewhere, or in the way", "text", 19),
    Column("Reviewers", "text", 19),
    Column("Since last round", "text", 13),
    Column("In the files", "text", 12),
    Column("Recommendation and decision", "text", 36),
]
_STATUS_RULES = (
    ("● Met", "The current text says who must do it, in which cases and how it is recorded; nothing elsewhere weakens it."),
    ("◐ Partly met", "It covers some cases or parts, only says may or should, stands outside the policy, or lacks the recording duty."),
    ("○ Not met", "The topic is treated, but the practice is not required."),
    ("□ Not addressed", "No text was found in the source book."),
    ("▲ Conflicts", "A text, form or system rule requires or allows the opposite, or two local texts contradict each other."),
    ("– Not applicable", "The step does not exist locally."),
    ("× Retired here", "The site retired the practice; the day and the reason stand with it, and so does its last answer."),
    ("· No answer yet", "The checklist has no answer for this practice yet."),
    ("Held answers", "A row that says Met or Partly met and names no document is held: the practice stands as it stood before."),
    ("No score", "Statuses are counted and never averaged: one conflict can undo many practices that are met."),
)  # fmt: skip


def write(source: Source, path: Path) -> None:
    """Writes the policy comparison workbook to ``path``."""
    site = read_site(source)
    responses = read_responses(source)
    practice = _practice_words(source)
    actions = source.query("policy_action")
    with Book(path, make_imprint(site, TITLE)) as book:
        subtitle = "Written policy of each agency beside the recommended practices of the Blueprint"
        add_cover(book, make_cover(source, site, subtitle, "joint"))
        add_status_matrix(book, status_counts(source), summary_words(source))
        add_conflicts(book, responses)
        for _, of_agency in responses.groupby(["agency_code", "agency_area"], sort=False):
            _add_agency(book, of_agency, practice, _action_words(actions))
        add_gaps(book, responses)
        add_actions(book, actions)
        add_wording(book, responses, actions)
        add_local_changes(book, source)
        add_notes(book, make_notes(source, site, *_STATUS_RULES))


def _add_agency(
    book: Book,
    frame: pd.DataFrame,
    practice: dict[tuple[str, str], Cell],
    actions: dict[tuple[str, str], str],
) -> None:
    name, area = str(frame["agency_name"].iloc[0]), str(frame["area_label"].iloc[0])
    answered = int((~frame["status"].isin(["not_answered", "retired"])).sum())
    words = Sheet(
        f"{str(frame['agency_code'].iloc[0]).upper()} {area.lower()}",  # names of agencies are longer than a tab
        f"{name}, {area.lower()}: {len(frame)} recommended practices, {answered} answered.",
        f"{name}: {area}",
        f"{_tally(frame)} In the files: how often case review found the practice in records, k of n; a percentage from 10.",
    )
    rows = [_element_row(row, practice, actions) for row in rows_of(frame)]
    sheet = add_table(book, words, _COLUMNS, rows, freeze_columns=3)
    sheet.set_paper(_LEGAL)


def _tally(frame: pd.DataFrame) -> str:
    """How many practices have each status; never one score."""
    counts = frame["status"].value_counts()
    words = {code: _COUNTED.get(code, status.word.lower()) for code, status in POLICY_STATUSES.items()}
    told = [f"{counts[code]} {word}" for code, word in words.items() if code in counts]
    return f"Of {len(frame)} recommended practices: {', '.join(told)}."


def _element_row(
    row: Any, practice: dict[tuple[str, str], Cell], actions: dict[tuple[str, str], str]
) -> list[Cell]:
    key = row.agency_code, row.element_id
    return [
        plain(row.element_id),
        Cell(text_of(row.requirement), lead=row.title),
        status_cell(POLICY_STATUSES, row.status),
        _local_cell(row),
        Cell(_elsewhere(row)),
        Cell(_reviewers(row)),
        change_cell(row.answer, row.previous_status),
        practice.get(key, Cell("not reviewed", "muted")),
        Cell(actions.get(key)),
    ]


def _local_cell(row: Any) -> Cell:
    """Document, section and page in bold, and the rationale below."""
    place, why = local_text(row), _why(row)
    return Cell(why, lead=place) if place and why else Cell(place or why)


def _elsewhere(row: Any) -> str:
    elsewhere, barrier = text_of(row.located_elsewhere_note), text_of(row.barrier_note)
    return "\n".join(
        part
        for part in (
            f"Elsewhere: {elsewhere}" if elsewhere else "",
            f"In the way: {barrier}" if barrier else "",
        )
        if part
    )


def _reviewers(row: Any) -> str:
    """Both reviewers, whether they agree, the day, and whether the wording is newer than the answer."""
    roles = [role for role in (text_of(row.reviewer_role), text_of(row.second_reviewer_role)) if role]
    if not roles and row.answer == "not_answered":
        return ""
    agreed = {"yes": "● agree", "no": "▲ do not agree"}.get(text_of(row.agreed), "· one reviewer only")
    lines = [" and ".join(roles) or "no role given", agreed if len(roles) > 1 else "· one reviewer only"]
    if not pd.isna(row.reviewed_on):
        lines.append(day_words(as_date(row.reviewed_on)))
        newer = not pd.isna(row.wording_from_date) and as_date(row.wording_from_date) > as_date(
            row.reviewed_on
        )
        if newer:
            lines.append("▲ reworded since: review again")
    return "\n".join(lines)


def _action_words(actions: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Recommendation and decision of each agency's element, in a few lines."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows_of(actions):
        lines = found.setdefault((row.agency_code, row.element_id), [])
        lines.append(f"{row.rec_id}: {text_of(row.proposed_change)}")
        lines.append(decision_words(row))
    return {key: "\n".join(lines) for key, lines in found.items()}


def _why(row: Any) -> str:
    """The rationale; a retired practice says since when and why it is retired, with its last answer."""
    rationale = text_of(row.rationale)
    if row.status != "retired":
        return rationale
    words = f"Retired here from {day_words(as_date(row.retired_on_date))}: {row.retired_reason}"
    last = f"Last answer: {POLICY_STATUSES[row.answer].word}." if row.answer != "not_answered" else ""
    return "\n".join(part for part in (words, last, rationale) if part)


def _practice_words(source: Source) -> dict[tuple[str, str], Cell]:
    found = {}
    for row in rows_of(source.query("policy_practice", audience="joint")):
        if pd.isna(row.applicable_count) or pd.isna(row.demonstrated_count):
            few = bool(row.suppressed) or row.gap_kind == "too_few_files"
            words = "†" if few else "not reviewed"
        elif not row.applicable_count:
            words = "not reviewed" if not row.reviewed_count else "none applicable"
        else:
            words = of_words(row.demonstrated_count, row.applicable_count)
            if row.applicable_count >= PERCENT_FLOOR:
                words += f" ({row.demonstrated_count / row.applicable_count:.0%})"
        look = "muted" if words in ("†", "not reviewed", "none applicable") else "text"
        found[(row.agency_code, row.element_id)] = Cell(words, look)
    return found
