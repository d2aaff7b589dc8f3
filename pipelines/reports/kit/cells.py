"""What a cell can hold: a value with a look, a mark where there is no number, a status with symbol and word.

Marks differ on purpose: "†" is too few to show, "late" and its kind say why no data came, "nil" is an agency's word that
nothing happened, "too early" is a cohort too young, and a blank is a figure that the measure does not have.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import pandas as pd

Value = str | int | float | dt.date | dt.datetime | None

SUPPRESSED_SIGN = "†"
LEGEND_SUPPRESSED = "† too few to show"
LEGEND_DIFFERS = (
    "changed by fewer than: it, or a part or period of it; both sides would tell about single people"
)
LEGEND_NOT_SENT = "not sent: no data came for the period"
LEGEND_NIL = "nil: the agency says that nothing happened"
LEGEND_LATE = "late, not usable, not due, not asked: why no data came"
LEGEND_K_OF_N = "k of n: fewer than 10 in the base, so no percentage"


@dataclass(frozen=True)
class Cell:
    """One cell. ``look`` None takes the column's; ``sheet`` makes an internal link, to ``at``; ``lead`` is a bold first line.

    ``anchor`` names the cell, so that others can lead to it; ``to`` leads to the first cell of that name, on whatever sheet,
    and is plain text in a workbook that has none.
    ``pieces`` are the value's words in turn, each with the look of its words: text, word_added or word_taken_out.
    """

    value: Value
    look: str | None = None
    sheet: str | None = None
    lead: str | None = None
    at: str = "A1"
    file: str | None = None
    pieces: tuple[tuple[str, str], ...] = ()
    anchor: str | None = None
    to: str | None = None

    def leading_to(self, name: str | None) -> Cell:
        """The same cell, leading to the place called ``name``; unchanged without one."""
        return replace(self, to=name)

    @property
    def text(self) -> str:
        """What the cell says, for measuring its width."""
        if self.value is None:
            words = ""
        elif isinstance(self.value, dt.datetime):
            words = "Mmm 00, 0000 00:00 AM"
        elif isinstance(self.value, dt.date):
            words = "Mmm 00, 0000"
        elif isinstance(self.value, float):
            words = f"{self.value:,.1f}"
        elif isinstance(self.value, int):
            words = f"{self.value:,}"
        else:
            words = self.value
        return f"{self.lead}\n{words}" if self.lead else words


BLANK = Cell(None)


def differs_words(least: int) -> str:
    """What stands in place of one side of a figure that moved a little: for example "changed by fewer than 5"."""
    return f"changed by fewer than {least}"


_MARKS = {
    "suppressed": SUPPRESSED_SIGN,
    "not_sent": "not sent",
    "late": "late",
    "missing": "not usable",
    "not_due": "not due",
    "not_applicable": "not asked",
    "too_early": "too early",
    "nil": "nil",
    "links_low": "not linked",
    "none": "no cases",
}


def mark(kind: str) -> Cell:
    """The mark for a missing number: suppressed, nil, why no data came, too_early, links_low or none."""
    return Cell(_MARKS[kind], "mark")


def plain(value: object, look: str | None = None) -> Cell:
    """A value of a frame as a cell: missing becomes blank, numpy and pandas types become Python's."""
    if value is None or value is pd.NaT or (isinstance(value, float) and pd.isna(value)) or value is pd.NA:
        return Cell(None, look)
    if isinstance(value, bool):
        return Cell("yes" if value else "no", look)
    if isinstance(value, pd.Timestamp):
        stamp = value.tz_localize(None).to_pydatetime() if value.tzinfo else value.to_pydatetime()
        return Cell(stamp if look == "moment" else stamp.date(), look)
    if isinstance(value, dt.datetime) and look != "moment":
        return Cell(value.date(), look)
    if isinstance(value, (str, int, float, dt.date)):
        return Cell(value.strip() if isinstance(value, str) else value, look)
    return plain(value.item(), look) if hasattr(value, "item") else Cell(str(value), look)


@dataclass(frozen=True)
class Status:
    """A status in symbol, word and tone."""

    symbol: str
    word: str
    tone: str

    @property
    def text(self) -> str:
        """Symbol and word."""
        return f"{self.symbol} {self.word}"


POLICY_STATUSES: dict[str, Status] = {
    "met": Status("●", "Met", "good"),
    "partly": Status("◐", "Partly met", "fair"),
    "not_met": Status("○", "Not met", "work"),
    "not_addressed": Status("□", "Not addressed", "care"),
    "conflicts": Status("▲", "Conflicts", "alarm"),
    "not_applicable": Status("–", "Not applicable", "idle"),
    "not_answered": Status("·", "No answer yet", "open"),
    "retired": Status("×", "Retired here", "idle"),
}
DECISIONS: dict[str, Status] = {
    "not_counted": Status("▲", "Does not count", "alarm"),
    "accepted": Status("●", "Accepted", "good"),
    "accepted_modified": Status("◐", "Accepted with changes", "fair"),
    "deferred": Status("○", "Deferred", "care"),
    "declined": Status("■", "Declined", "work"),
    "returned": Status("□", "Returned to the work group", "care"),
    "none": Status("·", "No decision yet", "open"),
}
DOCUMENT_STANDINGS: dict[str, Status] = {
    "missing": Status("▲", "Not in the source book", "alarm"),
    "replaced": Status("■", "Replaced by a newer one", "work"),
    "no_copy": Status("□", "Listed, no copy kept", "care"),
    "overdue": Status("○", "Past its review", "work"),
    "no_review": Status("·", "No review date", "open"),
    "current": Status("●", "Current", "good"),
}
MONTH_STATUSES: dict[str, Status] = {
    "received": Status("●", "Received", "good"),
    "needs_fixing": Status("▲", "Needs fixing", "alarm"),
    "late": Status("○", "Late", "work"),
    "nil_report": Status("–", "Nothing to report", "fair"),
    "not_due": Status("·", "Not due", "open"),
}
FILE_STATUSES: dict[str, Status] = {
    "accepted": Status("●", "Accepted", "good"),
    "accepted_with_problems": Status("◐", "Accepted with questions", "fair"),
    "not_accepted": Status("▲", "Not accepted", "alarm"),
    "refused": Status("▲", "Refused, personal data", "alarm"),
    "nil_report": Status("–", "Nothing to report", "fair"),
    "superseded": Status("·", "Replaced by a newer version", "idle"),
    "same_content": Status("·", "Holds the same as an earlier file", "idle"),
    "withdrawn": Status("–", "Withdrawn", "idle"),
}
SEVERITIES: dict[str, Status] = {
    "whole_file": Status("▲", "Stops the file", "alarm"),
    "row_held": Status("■", "Row held", "work"),
    "value": Status("◐", "Value not used", "care"),
    "unlikely": Status("○", "Please confirm", "fair"),
    "note": Status("·", "For information", "idle"),
}
WAIVER_STATES: dict[str, Status] = {
    "ended": Status("▲", "Ended", "alarm"),
    "unmatched": Status("○", "Covers nothing", "work"),
    "in_force": Status("●", "In force", "good"),
    "confirmed": Status("·", "Confirmed", "idle"),
}
TRAIL_STATES: dict[str, Status] = {
    "overdue": Status("▲", "Overdue", "alarm"),
    "not_counted": Status("▲", "Decision does not count", "alarm"),
    "not_decided": Status("○", "Not decided yet", "work"),
    "under_way": Status("◐", "Decided, under way", "fair"),
    "done": Status("●", "Done", "good"),
    "dropped": Status("–", "Dropped", "idle"),
}
EVIDENCE_STATES: dict[str, Status] = {
    "none": Status("▲", "No evidence yet", "alarm"),
    "one": Status("○", "One kind only", "work"),
    "enough": Status("●", "Two kinds or more", "good"),
}
DUE_STATES: dict[str, Status] = {
    "overdue": Status("▲", "Past its day", "alarm"),
    "week": Status("■", "Within a week", "work"),
    "month": Status("○", "Within a month", "care"),
    "later": Status("·", "Later", "open"),
}
REVIEW_STATES: dict[str, Status] = {
    "overdue": Status("▲", "Overdue", "alarm"),
    "without": Status("■", "Decided without it", "work"),
    "waiting": Status("○", "Asked, not here yet", "care"),
    "against": Status("◐", "Concerns", "care"),
    "given": Status("●", "Given", "good"),
}
MILESTONE_STATES: dict[str, Status] = {
    "overdue": Status("▲", "Past its day", "alarm"),
    "at_risk": Status("■", "At risk", "work"),
    "to_come": Status("◐", "To come", "fair"),
    "done": Status("●", "Done", "good"),
}
LAUNCH_STATES: dict[str, Status] = {
    "overdue": Status("▲", "Past its day", "alarm"),
    "not_approved": Status("■", "Approval missing", "work"),
    "to_come": Status("◐", "To come", "fair"),
    "done": Status("●", "Done", "good"),
    "canceled": Status("–", "Called off", "idle"),
}
ACTIVITY_STATES: dict[str, Status] = {
    "overdue": Status("▲", "Past its day, not noted as done", "alarm"),
    "overlaps": Status("■", "Two things at once", "work"),
    "no_contact": Status("○", "No contact named", "care"),
    "to_come": Status("◐", "To come", "fair"),
    "done": Status("●", "Done", "good"),
    "canceled": Status("–", "Called off", "idle"),
}
MATERIAL_STATES: dict[str, Status] = {
    "refused": Status("▲", "Refused", "alarm"),
    "overdue": Status("■", "Asked for, past its day", "work"),
    "not_asked": Status("○", "Not asked for yet", "care"),
    "asked": Status("◐", "Asked for", "fair"),
    "have": Status("●", "Have it", "good"),
    "not_applicable": Status("–", "Does not apply", "idle"),
}
RELEASE_STATES: dict[str, Status] = {
    "broken": Status("▲", "Can be worked out", "alarm"),
    "untried": Status("▲", "Nobody has tried", "alarm"),
    "changes_needed": Status("■", "Changes needed", "work"),
    "holds": Status("●", "Holds", "good"),
    "approved": Status("●", "Approved", "good"),
}
AGREEMENTS: dict[str, Status] = {
    "no_partner": Status("▲", "Not in the register", "alarm"),
    "ended": Status("▲", "Ended", "alarm"),
    "not_signed": Status("○", "Not signed", "work"),
    "no_annex": Status("■", "No signed data annex", "work"),
    "renewal_due": Status("◐", "Renewal due", "care"),
    "in_force": Status("●", "In force", "good"),
}
CHANGES: dict[str, Status] = {
    "rise": Status("▲", "Clear rise", "fair"),
    "fall": Status("▼", "Clear fall", "fair"),
    "no_clear_change": Status("–", "No clear change", "idle"),
    "too_few": Status("·", "Too few", "open"),
    "not_comparable": Status("·", "Cannot be compared", "open"),
    "too_early": Status("·", "Too early", "open"),
}
BANDS: dict[str, Status] = {
    "keep": Status("●", "Keep", "good"),
    "watch": Status("◐", "Watch", "care"),
    "work_on": Status("▲", "Work on", "alarm"),
    "too_few": Status("·", "Too few files", "idle"),
    "not_reviewed": Status("–", "Not reviewed", "open"),
}
FINDING_STANDINGS: dict[str, Status] = {
    "new": Status("▲", "New, no owner yet", "alarm"),
    "worse": Status("▲", "Clearly worse", "alarm"),
    "closed_not_shown": Status("■", "Marked closed, not shown", "work"),
    "no_clear_change": Status("■", "No clear change", "work"),
    "open": Status("○", "Taken up", "care"),
    "waiting": Status("◐", "Too early to measure", "fair"),
    "better": Status("◐", "Better, not closed yet", "fair"),
    "closed": Status("●", "Closed, clearly better", "good"),
    "passed": Status("–", "No longer raised", "idle"),
    "dropped": Status("–", "Dropped", "idle"),
}
GAPS: dict[str, Status] = {
    "conflicts": Status("▲", "Local text conflicts", "alarm"),
    "policy_met_practice_low": Status("■", "Policy met, practice low", "work"),
    "not_addressed": Status("□", "Not addressed in policy", "care"),
    "practice_ahead_of_policy": Status("◐", "Practice ahead of policy", "fair"),
    "aligned": Status("●", "Policy and practice agree", "good"),
    "too_few_files": Status("·", "Too few files reviewed", "idle"),
    "not_reviewed": Status("–", "Not reviewed", "open"),
    "retired": Status("×", "Retired here", "idle"),
}


def status_cell(statuses: dict[str, Status], code: object) -> Cell:
    """Symbol, word and color of ``code``; a code that the list does not know shows its own words."""
    if code is None or (isinstance(code, float) and pd.isna(code)):
        code = "not_answered"
    found = statuses.get(str(code)) or Status("·", str(code).replace("_", " "), "open")
    return Cell(found.text, f"tone_{found.tone}")
