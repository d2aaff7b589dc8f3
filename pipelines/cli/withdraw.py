"""``samepage withdraw`` and ``samepage restore``: a file or a single case taken out of every figure, or put back.

The decision is written into the register (``submissions/register.py``) and holds from the next run. The number of a case is
turned into its keyed code in memory; neither the number nor a reason that identifies somebody is stored or repeated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

import duckdb

from pipelines.cli.endings import No
from pipelines.metadata import DATASETS, READ_TODAY
from pipelines.privacy.detectors import spoken_of
from pipelines.privacy.keys import site_key
from pipelines.privacy.pseudonyms import normalise_sql, pseudonym
from pipelines.settings import SettingsError, Site
from pipelines.submissions.register import Action, Entry, in_force, read_register, record, submission_entry
from pipelines.warehouse.closings import latest_closing
from pipelines.warehouse.inputs import SAME_CONTENT, Submission
from pipelines.warehouse.restatements import files_beside
from pipelines.warehouse.standing import standings

_A_NUMBER = re.compile(r"\d{5,}|\d{2,4}-\d{3,}")
_DONE = {Action.WITHDRAW: "withdrawn", Action.RESTORE: "restored"}


@dataclass(frozen=True)
class CaseName:
    """A case as a person names it: its number, the kind of number, and the agency that issued it."""

    number: str
    kind: str
    agency_code: str


def key_kinds() -> tuple[str, ...]:
    """The kinds of numbers that a case can be named by."""
    kinds = {f.key_kind for name in READ_TODAY for f in DATASETS[name].fields if f.key_kind}
    return tuple(sorted(kinds))


def checked_reason(reason: str) -> str:
    """The reason, if it says something and identifies nobody.

    Raises:
        SettingsError: it is empty, too long, or holds what looks like an identifier, which is not repeated.
    """
    told = " ".join(reason.split())
    if len(told) < 3:
        raise SettingsError('A reason is needed: --reason "...". It is shown in the coordinator\'s workbook.')
    if len(told) > 300:
        raise SettingsError("The reason is too long. Say it in at most 300 characters.")
    what = spoken_of(told) or ("a case number or another long number" if _A_NUMBER.search(told) else None)
    if what is not None:
        raise SettingsError(
            f"The reason holds what looks like {what}. Nothing was recorded. Say why without naming anybody or any case."
        )
    return told


def decide_submission(site: Site, action: Action, submission_id: str, reason: str) -> list[str]:
    """Withdraw or restore a file; hands back what to tell, in sentences.

    Raises:
        SettingsError: there is no such submission, or the reason cannot be taken.
        No: the file stands that way already, or never counted.
    """
    reason = checked_reason(reason)
    known = standings(site)
    found = known.get(submission_id)
    if found is None:
        raise SettingsError(_unknown(submission_id, known))
    entry = submission_entry(action, found.entry.manifest, reason)
    is_withdrawn = entry.target in in_force(read_register(site))
    if is_withdrawn == (action is Action.WITHDRAW):
        state = "is withdrawn already" if is_withdrawn else "is not withdrawn"
        raise No(f"{submission_id} {state}. Nothing was recorded.")
    if action is Action.WITHDRAW and not found.was_accepted:
        raise No(f"{submission_id} was never accepted, so it counts in no figure. Nothing was recorded.")
    if action is Action.WITHDRAW and found.status == SAME_CONTENT:
        raise No(
            f"{submission_id} holds the same as an earlier file and does not count by itself. To take what both hold out of "
            f"the figures, withdraw {found.same_as}."
        )
    record(site, entry)
    return [
        f"{found.entry.manifest['file_name']} is {_DONE[action]}.",
        _consequence(found, standings(site)),
        *_closed(site, found),
        "Run `samepage run` to bring the figures and workbooks up to date.",
    ]


def _consequence(before: Submission, after: dict[str, Submission]) -> str:
    """What counts for the period of the file from now on."""
    versions = [s for s in after.values() if s.chain == before.chain]
    counting = next((s for s in versions if s.wins), None)
    period = before.entry.manifest.get("period_label") or "its period"
    beside = files_beside(before, list(after.values()))
    if counting is None and beside:
        files = (
            "The file that covers a part of it counts"
            if len(beside) == 1
            else f"The {len(beside)} files that cover parts of it count"
        )
        return f"No other file covers all of {period}. {files} again."
    if counting is None:
        return f"No other file for {period} counts in its place."
    return f"For {period} now counts {counting.entry.manifest['file_name']} ({counting.submission_id})."


def _closed(site: Site, found: Submission) -> list[str]:
    """What is told of a file that reaches into months whose figures are closed."""
    closing = latest_closing(site)
    if closing is None or found.period_start is None or found.period_start >= closing.first_kept:
        return []
    return [
        f"Figures of months before {closing.first_kept:%B %Y} stay as they were: their rows were deleted under the clock of "
        "row-level records."
    ]


def _unknown(submission_id: str, known: Iterable[str]) -> str:
    names = list(known)
    near = get_close_matches(submission_id, names, n=1, cutoff=0.5)
    if near:
        return f"There is no submission {submission_id}. The nearest is {near[0]}."
    return f"There is no submission {submission_id}. `samepage run --json` lists them; each receipt says its own."


def decide_case(site: Site, action: Action, case: CaseName, reason: str) -> list[str]:
    """Withdraw or restore a case; hands back what to tell, which never repeats the number.

    Raises:
        SettingsError: the kind, the agency, the number or the reason cannot be taken.
        No: the case stands that way already.
    """
    reason = checked_reason(reason)
    agency = site.settings.agency(case.agency_code)
    if agency is None:
        codes = [a.code for a in site.settings.agencies]
        raise SettingsError(
            f"{case.agency_code} is not an agency of this site. Use one of {', '.join(codes)}."
        )
    if case.kind not in key_kinds():
        raise SettingsError(f"{case.kind} is not a kind of number. Use one of {', '.join(key_kinds())}.")
    with duckdb.connect() as connection:
        normal = normalise_sql("$number", agency.numbers.get(case.kind))
        row = connection.execute(f"SELECT {normal}", {"number": case.number.strip()}).fetchone()
    if row is None or row[0] is None:
        raise SettingsError("The number is empty or holds no digit or letter.")
    code = pseudonym(site_key(site).derive("pseudonyms"), agency.code, case.kind, str(row[0]))
    entry = Entry(action, reason, datetime.now(), agency.code, key_kind=case.kind, pseudonym=code)
    is_withdrawn = entry.target in in_force(read_register(site))
    if is_withdrawn == (action is Action.WITHDRAW):
        raise No(
            f"This case {'is withdrawn already' if is_withdrawn else 'is not withdrawn'}. Nothing was recorded."
        )
    record(site, entry)
    told = [f"The case is {_DONE[action]}. Its number was not stored."]
    if action is Action.WITHDRAW:
        told.append("Every row that holds it, of whichever agency, leaves all tables with the next run.")
    return [
        *told,
        "Run `samepage run`; the workbook's sheet Withdrawn then says how many rows were concerned.",
    ]
