"""Drafts of reminders to liaisons: one plain text for each agency that something is due from. Nothing is sent.

What is due is the due list's (``due``); a draft names roles and numbers, never a person, and blames nobody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipelines.reports.due import Due, read_due
from pipelines.reports.edition import day_words, read_site, text_of
from pipelines.reports.source import Source, rows_of

HEAD = (
    "DRAFT. Nothing has been sent. Written anew at each run; take this line away to keep the text as it is.\n"
)
_PRIVATE = {  # the director is told of a finding first, so its words are not repeated to others
    "finding": "The work agreed under finding {number}",
    "remeasure": "The numbers to look at finding {number} again",
}
_NUMBERED = "{number}: {words}"
_SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Monthly files", ("file",)),
    ("Documents and materials", ("material", "document")),
    ("Recommendations to look at", ("review",)),
    ("Agreed work", ("decision", "milestone", "finding", "remeasure")),
    ("Dates to keep", ("activity",)),
    ("Our agreement", ("agreement",)),
)
_OF_LIAISONS = frozenset(kind for _, kinds in _SECTIONS for kind in kinds)


def read_reminders(source: Source) -> dict[str, str]:
    """The draft for each agency that something is due from, by agency code."""
    site = read_site(source)
    roles = {
        row.agency_code: text_of(row.liaison_role)
        for row in rows_of(source.query("agreement"))
        if isinstance(row.agency_code, str)
    }
    of_agency: dict[str, list[Due]] = {}
    for due in read_due(source, site.as_of):
        if due.agency_code and due.kind in _OF_LIAISONS:
            of_agency.setdefault(due.agency_code, []).append(due)
    return {
        code: reminder_text(
            found[0].agency_name or code, roles.get(code, ""), found, site.as_of, site.site_name
        )
        for code, found in sorted(of_agency.items())
    }


def reminder_text(agency: str, liaison_role: str, dues: Iterable[Due], today: dt.date, site_name: str) -> str:
    """The draft for one agency: past their day first within each section, the words plain."""
    found = sorted(dues, key=lambda due: due.due_date)
    lines = [
        f"For: {liaison_role or 'the liaison'}, {agency}",
        f"As of: {day_words(today)}",
        "",
        "Good day,",
        "",
        f"thank you for your part in {site_name}. This is what is open between us:",
    ]
    for title, kinds in _SECTIONS:
        own = [due for due in found if due.kind in kinds]
        if own:
            lines += ["", f"{title}:", *(f"- {_line(due, today)}" for due in own)]
    lines += [
        "",
        "If something is in the way, or a day cannot be kept, please tell me, and we look for a way together.",
        "If it is already done, please forgive this note.",
        "",
        "The Blueprint coordinator",
    ]
    return HEAD + "\n".join(lines) + "\n"


def _line(due: Due, today: dt.date) -> str:
    pattern = _PRIVATE.get(due.kind) or (_NUMBERED if due.number else "{words}")
    words = pattern.format(number=due.number, words=due.words.rstrip("."))
    if due.detail == "needs_fixing":
        return f"{words}: the file came, thank you. Its receipt names the cells to correct; then please send it again."
    when = day_words(due.due_date)
    if due.kind == "file" and due.due_date < today:
        return f"{words}: it was due on {when} and has not come yet. If nothing happened in that month, a file that says so is enough."
    if due.kind == "agreement":
        ends = "ended" if due.due_date < today else "ends"
        return f"{due.words.removesuffix(' ends')} {ends} on {when}. Shall we renew it?"
    if due.due_date < today:
        return f"{words} (the day was {when})"
    return f"{words} (by {when})"


def save_reminders(drafts: Mapping[str, str], folder: Path) -> list[Path]:
    """Writes each draft as ``<agency>.txt``; drafts of agencies that nothing is due from any more go.

    A text that does not begin with the first line of a draft is the coordinator's own and stays as it is.
    """
    folder.mkdir(parents=True, exist_ok=True)
    own = {path for path in folder.glob("*.txt") if not path.read_text("utf-8", "replace").startswith(HEAD)}
    wanted = {path: text for code, text in drafts.items() if (path := folder / f"{code}.txt") not in own}
    for old in folder.glob("*.txt"):
        if old not in own and old not in wanted:
            old.unlink()
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8", newline="\n")
    return list(wanted)
