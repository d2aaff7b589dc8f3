"""From problems to a verdict: pure functions, so that acceptance never depends on wording or order."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from pipelines.metadata.classes import Dataset
from pipelines.metadata.derive import field_title
from pipelines.problems import Problem, Severity, Stage, worst_first
from pipelines.settings import DatasetLimits
from pipelines.staging.stage import Unread


class Status(StrEnum):
    """What became of a file."""

    ACCEPTED = "accepted"
    ACCEPTED_WITH_PROBLEMS = "accepted_with_problems"
    NOT_ACCEPTED = "not_accepted"
    REFUSED = "refused"
    NIL_REPORT = "nil_report"
    SUPERSEDED = "superseded"
    SAME_CONTENT = "same_content"
    WITHDRAWN = "withdrawn"

    @property
    def counts(self) -> bool:
        """Whether the rows of such a submission enter the warehouse."""
        return self in (Status.ACCEPTED, Status.ACCEPTED_WITH_PROBLEMS, Status.NIL_REPORT)


STATUS_WORDS = {
    Status.ACCEPTED: "Accepted",
    Status.ACCEPTED_WITH_PROBLEMS: "Accepted, with problems to look at",
    Status.NOT_ACCEPTED: "Not accepted",
    Status.REFUSED: "Refused, to protect people",
    Status.NIL_REPORT: "Accepted: nothing to report",
    Status.SUPERSEDED: "Replaced by a newer file",
    Status.SAME_CONTENT: "Holds the same as an earlier file",
    Status.WITHDRAWN: "Withdrawn",
}
_ALWAYS_ALLOWED = 3  # rows or cells, so that one bad row in a month of six does not lose the other five
_TOLD = (Severity.ROW_HELD, Severity.VALUE, Severity.UNLIKELY)


def judge(problems: Iterable[Problem], is_nil_report: bool = False) -> Status:
    """The verdict on a file.

    A whole-file problem of the privacy stage refuses the file, any other one leaves it not accepted. Held rows,
    unreadable cells and unlikely values are told on the receipt of an accepted file; notes change nothing.
    """
    severities = [(problem.severity, problem.stage) for problem in problems]
    blocking = [stage for severity, stage in severities if severity is Severity.WHOLE_FILE]
    if Stage.PRIVACY in blocking:
        return Status.REFUSED
    if blocking:
        return Status.NOT_ACCEPTED
    if is_nil_report:
        return Status.NIL_REPORT
    if any(severity in _TOLD for severity, _ in severities):
        return Status.ACCEPTED_WITH_PROBLEMS
    return Status.ACCEPTED


def too_many_held(held_rows: int, data_rows: int, limit: float, waiting_rows: int = 0) -> Problem | None:
    """The problem that a file has more held rows than its dataset allows; a few rows never sink a small file.

    Up to three held rows are always allowed, so that one bad row in a month of six does not lose the other five.
    ``waiting_rows`` are those of the held ones that only lack an answer or its document: many of them say that a sheet is half
    filled in, not that it is broken, so they sink it only where no row is left.
    """
    allowed = max(_ALWAYS_ALLOWED, math.floor(limit * data_rows + 1e-9))
    broken = held_rows - waiting_rows
    if held_rows == 0 or (broken <= allowed and held_rows < data_rows):
        return None
    if broken <= allowed and waiting_rows:
        return Problem(
            "table_too_many_held",
            Severity.WHOLE_FILE,
            Stage.TABLE,
            f"None of {_rows(data_rows)} can be used. Nothing was loaded.",
            rows_count=held_rows,
        )
    return Problem(
        "table_too_many_held",
        Severity.WHOLE_FILE,
        Stage.TABLE,
        f"{held_rows:,} of {_rows(data_rows)} cannot be used, more than the {limit:.0%} that this dataset allows. "
        "Nothing was loaded.",
        rows_count=held_rows,
    )


def too_many_unread(unread: Iterable[Unread], dataset: Dataset, limits: DatasetLimits) -> Iterator[Problem]:
    """Fields that should be filled and hold more unknown codes or unreadable cells than the dataset allows.

    Up to three cells are always allowed, as with held rows. Fields that every row needs hold their rows instead.
    """
    counts: dict[tuple[str, str, str], list[int]] = {}
    for column in unread:
        if column.field in dataset.expected and column.field not in dataset.required:
            found = counts.setdefault((column.field, column.header, column.check_id), [0, 0])
            found[0] += column.unread
            found[1] += column.filled
    for (name, header, check_id), (count, filled) in counts.items():
        is_code = check_id == "cell_unknown_code"
        limit = limits.unknown_codes if is_code else limits.unreadable_cells
        if count <= max(_ALWAYS_ALLOWED, math.floor(limit * filled + 1e-9)):
            continue
        what = "hold a code that we do not know" if is_code else "cannot be read"
        yield Problem(
            "table_codes_unmapped" if is_code else "table_cells_unreadable",
            Severity.WHOLE_FILE,
            Stage.TABLE,
            f"{header} ({field_title(name)}): {count:,} of {filled:,} filled cells {what}, more than the {limit:.0%} that "
            "this dataset allows. Nothing was loaded.",
            column=header,
            rows_count=count,
        )


def sentences(
    status: Status,
    problems: list[Problem],
    rows: dict[str, int],
    agency_name: str,
    guidance: Mapping[str, str] | None = None,
) -> tuple[str, str]:
    """The verdict as a sentence, and what the sender does next; ``guidance`` are the next steps of the catalogue by check."""
    first = worst_first(problems)[0] if problems else None
    used, held = rows.get("used", 0), rows.get("held", 0)
    if status is Status.ACCEPTED:
        return f"{_rows(used)} of {agency_name} {_were(used)} used. Nothing is wrong.", "Nothing to do."
    if status is Status.NIL_REPORT:
        return f"{agency_name} has nothing to report for this period.", "Nothing to do."
    if status is Status.ACCEPTED_WITH_PROBLEMS:
        told = f"{_rows(used)} {_were(used)} used" + (
            f" and {held:,} {'is' if held == 1 else 'are'} held until corrected." if held else "."
        )
        return (
            told,
            "Look at the problems. Correct what you can in your system, export again, and drop the new file "
            "in the same folder: it replaces this one.",
        )
    reason = first.message if first else "The file could not be used."
    to_do = (guidance or {}).get(first.check_id, "") if first else ""
    if to_do:
        reason = reason.removesuffix(to_do).strip() or reason
    told = reason if "Nothing of the file" in reason else f"Nothing of the file was used. {reason}"
    others = sum(p.severity is Severity.WHOLE_FILE for p in problems) - 1
    more = f" {others:,} more {'thing stops' if others == 1 else 'things stop'} the file; see the sheet Problems."
    return told, (to_do or "Correct what is named and drop the file again.") + (more if others > 0 else "")


def version_sentence(version: Mapping[str, int]) -> str:
    """What a returned receipt did, in a sentence."""
    parts = [
        f"{_rows(version['rows_corrected'])} {_were(version['rows_corrected'])} corrected",
        f"{version['rows_carried_over']:,} carried over as before",
        *([f"{version['rows_left_out']:,} left out"] if version["rows_left_out"] else []),
        f"{version['rows_held']:,} still held",
    ]
    told = f"{', '.join(parts[:-1])} and {parts[-1]}."
    learned = version["codes_learned"]
    if learned:
        told += f" {learned:,} {'code is' if learned == 1 else 'codes are'} known from now on."
    return told


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _were(count: int) -> str:
    return "was" if count == 1 else "were"
