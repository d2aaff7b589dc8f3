"""The receipt in plain text: the same words in the same order, for a file beside the workbook and for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.problems import Problem
from pipelines.reports.figures import words_of
from pipelines.reports.kit.cells import FILE_STATUSES, SEVERITIES
from pipelines.reports.receipt_between import between_in_text
from pipelines.reports.receipt_changes import changes_in_text
from pipelines.reports.receipt_problems import Line, grouped

_PARTS = (("used", "used"), ("blank", "blank"), ("held", "held"), ("left_out", "left out"))


def receipt_text(
    manifest: Mapping[str, Any], problems: Sequence[Problem], guidance: Mapping[str, str] | None = None
) -> str:
    """The whole receipt: verdict, what to do, what was read, the account, problems."""
    status = FILE_STATUSES.get(str(manifest["status"]))
    told = ", ".join(str(manifest[name]) for name in ("dataset_title", "period_label") if manifest[name])
    lines = [
        f"{manifest.get('status_words') or (status.word if status else manifest['status'])}: {manifest['file_name']}",
        str(manifest["verdict_sentence"]),
        f"Next: {manifest['next_step']}",
        "",
        f"{told or 'Kind of export not known'}, {manifest['agency_name']}.",
        *accounts(manifest),
    ]
    found = grouped(problems, guidance or {})
    if found:
        lines += [
            "",
            f"Problems, the worst first ({len(found)}):",
            *(f"- {problem_line(line)}" for line in found),
        ]
    lines += between_in_text(manifest)
    lines += changes_in_text(manifest.get("changes"))
    lines += ["", f"Receipt number: {manifest['submission_id']}"]
    return "\n".join(lines) + "\n"


def accounts(manifest: Mapping[str, Any]) -> list[str]:
    """The account of rows and cells; of a returned receipt that of the file it corrects first, then its own."""
    file = (manifest.get("version") or {}).get("rows")
    of = " of this receipt" if file else ""
    return [
        *([account_line("Rows of your file", file)] if file else []),
        account_line(f"Rows{of}", manifest["rows"]),
        account_line(f"Cells{of}", manifest["cells"]),
    ]


def account_line(what: str, tally: Mapping[str, Any]) -> str:
    """An account on one line: in the file = used + blank + held + left out, with the reasons."""
    parts = " + ".join(f"{tally[name]:,} {words}" for name, words in _PARTS)
    reasons = tally.get("left_out_by_reason") or {}
    why = "; ".join(f"{words_of(str(reason)).lower()}: {int(count):,}" for reason, count in reasons.items())
    return f"{what}: {tally['in_file']:,} in the file = {parts}" + (f" ({why})." if why else ".")


def problem_line(line: Line) -> str:
    """A problem on one line: how bad, what is wrong, what to do, where, and the check last."""
    place = f" [{line.place}]" if line.place else ""
    # A message that was written for its own case tells the next step itself.
    told = line.problem.message if line.problem.message.endswith(line.to_do) else line.wrong
    return f"{SEVERITIES[line.problem.severity].word}: {told}{place} ({line.problem.check_id})"
