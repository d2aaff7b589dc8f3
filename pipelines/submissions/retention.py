"""How long a dropped file is kept, as pure decisions: from what became of it, when it was taken in, and today.

The days are the site's (``retention`` in ``site.yaml``). What moves and deletes files stands in ``removal.py``.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from pipelines.settings import COORDINATOR, Retention
from pipelines.submissions.verdict import Status

PEOPLE_SERVED = "privacy_advocacy_rows"


class Action(StrEnum):
    """What is done with a file."""

    QUARANTINE = "quarantined"  # moved out of the drop folder
    PURGE = "purged"  # deleted from quarantine
    DELETE = "deleted"  # deleted from the drop folder


class Reason(StrEnum):
    """Why."""

    REFUSED = "refused"
    PEOPLE_SERVED = "rows of people served"
    ACCEPTED = "accepted"


@dataclass(frozen=True)
class Kept:
    """A file that was taken in, as it stands now.

    ``refused_for`` are the checks that refused it; ``is_told`` whether its receipt is written; ``taken_in`` the day it was
    judged, which for an accepted file is the day of its first acceptance.
    """

    agency_code: str
    status: Status
    refused_for: Collection[str]
    taken_in: date
    in_drop: bool
    in_quarantine: bool
    is_told: bool


def deletion_day(
    status: Status, refused_for: Collection[str], taken_in: date, rules: Retention
) -> date | None:
    """The day on which an agency's file is deleted; None for one that stays until it is replaced."""
    if status is Status.REFUSED:
        days = 0 if PEOPLE_SERVED in refused_for else rules.refused_days
        return taken_in + timedelta(days=days)
    if status.counts and rules.accepted_days is not None:
        return taken_in + timedelta(days=rules.accepted_days)
    return None


def decide(kept: Kept, rules: Retention, today: date) -> tuple[Action, Reason] | None:
    """What has to be done with a file today, if anything.

    A coordinator's own file is never touched, and no file before its receipt says why.
    """
    day = deletion_day(kept.status, kept.refused_for, kept.taken_in, rules)
    if kept.agency_code == COORDINATOR or day is None or not kept.is_told:
        return None
    if kept.status is not Status.REFUSED:
        return (Action.DELETE, Reason.ACCEPTED) if kept.in_drop and today >= day else None
    reason = Reason.PEOPLE_SERVED if PEOPLE_SERVED in kept.refused_for else Reason.REFUSED
    if kept.in_drop:
        return (Action.DELETE if today >= day else Action.QUARANTINE), reason
    return (Action.PURGE, reason) if kept.in_quarantine and today >= day else None


def told_to_sender(agency_code: str, refused_for: Collection[str], taken_in: date, rules: Retention) -> str:
    """The sentence on the receipt of a refused file: where the file is now, and when it is gone."""
    if agency_code == COORDINATOR:
        return "The file stays where it is; a coordinator's own file is never moved or deleted."
    day = deletion_day(Status.REFUSED, refused_for, taken_in, rules)
    if PEOPLE_SERVED in refused_for or day is None or day <= taken_in:
        return "It was deleted from the shared folder once this receipt was written."
    return f"It was moved out of the shared folder and will be deleted on {day:%B} {day.day}, {day.year}."
