"""What the sender of a file does next, and by when, in a few plain sentences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from pipelines.layouts.period import Period
from pipelines.settings import COORDINATOR
from pipelines.submissions.fix_words import CODES_SHEET, FIX_SHEET
from pipelines.submissions.judged import Judged
from pipelines.submissions.verdict import Status

_DAYS_AT_LEAST = 7


def answer_by(period: Period | None, due_day: int, received: datetime) -> date:
    """The day by which an answer still counts with its month: the due day, or a week after the file came if that is later."""
    week = received.date() + timedelta(days=_DAYS_AT_LEAST)
    if period is None:
        return week
    following = (period.end.replace(day=1) + timedelta(days=32)).replace(day=due_day)
    return max(following, week)


def rows_left(counts: Mapping[str, int]) -> int:
    """How many rows ask for something and are not on this receipt."""
    asking = sum(int(counts.get(name) or 0) for name in ("rows_held", "rows_unlikely", "rows_unread"))
    return asking - int(counts.get("rows_shown") or 0)


def next_step(judged: Judged, usual: str, by: date) -> str:
    """What to do next; ``usual`` are the words for a file that hands nothing back."""
    fix = judged.fix
    rows = fix.counts["rows_shown"] if fix else 0
    codes = fix.codes.num_rows if fix else 0
    doubts = len(fix.doubts) if fix else 0
    if not rows and not codes and not doubts:
        return usual
    day = f"{by:%B} {by.day}, {by.year}"
    steps = []
    if rows:
        steps.append(f"Correct the marked cells on the sheet {FIX_SHEET}.")
        left = rows_left(fix.counts) if fix else 0
        if left:
            steps.append(
                f"It shows {rows:,} rows; {left:,} more {'is' if left == 1 else 'are'} left for the next receipts."
            )
    if doubts:
        what = "what looks unlikely about the file as a whole"
        steps.append(
            f"Answer there whether {what} is right."
            if rows
            else f"Say on the sheet {FIX_SHEET} whether {what} is right."
        )
    if codes:
        steps.append(f"Say on the sheet {CODES_SHEET} what each code means.")
    steps.append(
        f"Save this workbook and put it back into the same folder by {day}; nothing has to be exported again."
    )
    if judged.agency_code == COORDINATOR:
        return " ".join(
            [*steps, "Or correct the sheet itself, save it, and run again: it replaces this one."]
        )
    instead = "Or correct your system and drop a new export: it replaces this file."
    if judged.status is Status.NOT_ACCEPTED:
        instead = "With so much to correct it may be easier to correct your system and drop a new export."
    return " ".join([*steps, instead])
