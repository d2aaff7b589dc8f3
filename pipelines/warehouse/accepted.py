"""Problems that were accepted with a reason: waivers, confirmations, and the footnotes of the numbers they touch.

All of it follows from the site's waivers and the manifests. A footnote belongs to the agency, dataset and period of a file
that counts; reports set its number beside every measure of that dataset.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pipelines.checks import Waiver
from pipelines.metadata import DATASETS
from pipelines.warehouse.inputs import BuildInputs, Submission

IN_FORCE, ENDED, UNMATCHED = "in_force", "ended", "unmatched"
Rows = list[dict[str, Any]]


def accepted_rows(inputs: BuildInputs, submissions: list[Submission]) -> dict[str, Rows]:
    """The rows of ``ops.waiver``, ``ops.confirmation`` and ``ops.footnote``."""
    counted = [s for s in submissions if s.wins]
    return {
        "ops.waiver": [
            _waiver(number, waiver, counted, inputs.as_of)
            for number, waiver in enumerate(inputs.waivers, start=1)
        ],
        "ops.confirmation": [
            _touched(s)
            | {
                "submission_id": s.submission_id,
                "check_id": confirmed["check_id"],
                "column_name": confirmed["column"] or None,
                "reason": confirmed["reason"],
                "rows_count": confirmed["rows_count"],
            }
            for s in counted
            for confirmed in s.entry.manifest.get("confirmed") or ()
        ],
        "ops.footnote": _footnotes(inputs, counted),
    }


def _touched(submission: Submission) -> dict[str, Any]:
    return {
        "agency_code": submission.agency_code,
        "dataset": submission.dataset,
        "period_start": submission.period_start,
        "period_end": submission.period_end,
    }


def _waiver(number: int, waiver: Waiver, counted: list[Submission], as_of: date) -> dict[str, Any]:
    """A waiver with what it covers in the files that count; one that is over or covers nothing says so."""
    covered = [
        (s, waived)
        for s in counted
        for waived in s.entry.manifest.get("waived") or ()
        if s.agency_code == waiver.agency_code and _is_of(waived, waiver)
    ]
    state = ENDED if not waiver.holds_on(as_of) else IN_FORCE if covered else UNMATCHED
    return {
        "waiver_no": number,
        "check_id": waiver.check_id,
        "agency_code": waiver.agency_code,
        "dataset": waiver.dataset,
        "column_name": waiver.column or None,
        "period_label": waiver.period.label if waiver.period else None,
        "until_date": waiver.until,
        "reason": waiver.reason,
        "approved_by_role": waiver.approved_by_role,
        "state": state,
        "files_count": len({s.submission_id for s, _ in covered}),
        "rows_count": sum(waived["rows_count"] for _, waived in covered),
    }


def _is_of(waived: Mapping[str, Any], waiver: Waiver) -> bool:
    """Whether a waived problem of a manifest was waived by this line; the file may have been read under an earlier end."""
    return (waived["check_id"], waived["waiver_column"], waived["reason"]) == (
        waiver.check_id,
        waiver.column,
        waiver.reason,
    )


def _footnotes(inputs: BuildInputs, counted: list[Submission]) -> Rows:
    """One row per footnote and file; the same words have the same number, in the order of agencies and words."""
    names = {agency.code: agency.name for agency in inputs.settings.agencies}
    found: list[tuple[str, Submission]] = []
    for s in counted:
        place = f"{names.get(s.agency_code, s.agency_code)}, {DATASETS[s.dataset].title.lower()}: "
        for waived in s.entry.manifest.get("waived") or ():
            words = f"Accepted until {waived['until']}: {waived['reason'].rstrip('.')}."
            found.append((f"{place}{waived['title']} {words}", s))
        for confirmed in s.entry.manifest.get("confirmed") or ():
            when = f" with the file of {confirmed['since']}" if confirmed.get("since") else ""
            words = f"Confirmed by the agency{when}: {confirmed['reason'].rstrip('.')}."
            found.append((f"{place}{confirmed['title']} {words}", s))
    numbers = {words: number for number, words in enumerate(sorted({words for words, _ in found}), start=1)}
    rows = {
        (numbers[words], s.submission_id): {
            "footnote_no": numbers[words],
            "submission_id": s.submission_id,
            "footnote": words,
            **_touched(s),
        }
        for words, s in found
    }
    return [rows[key] for key in sorted(rows)]
