"""The five lines "what you need to know": found by rule, in a fixed order, plain, with n, and blaming nobody.

Whether the data came; what clearly changed; what policy lacks; findings, or where practice shows least; what survivors say.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.reports.editions.changes import Changed
from pipelines.reports.editions.completeness import Completeness
from pipelines.reports.editions.practice import PolicyBars, Practice
from pipelines.reports.editions.voices import Voice

LINES = 5


def five_lines(
    completeness: Completeness,
    key_sentences: Sequence[str],
    changed: Sequence[Changed],
    policy: PolicyBars,
    practice: Practice,
    voice: Voice,
    findings: str,
) -> tuple[str, ...]:
    """The lines, at most five.

    A second change takes the place of what there is nothing to say about. Where findings wait or are under way, their line stands
    in place of that of practice, which block 4 tells line by line.
    """
    clear = [c.short for c in changed if c.is_clear]
    first = clear or [s for s in key_sentences if s.endswith(("change.", "trend."))] or list(key_sentences)
    lines = [
        data_line(completeness),
        f"Numbers: {first[0]}" if first else "",
        policy_line(policy),
        findings or practice_line(practice),
        f"Survivors: {voice.theme}",
    ]
    told = [line for line in lines if line]
    more = [f"Numbers: {s}" for s in clear[1:]]
    return (*told[:2], *more[: LINES - len(told)], *told[2:])


def data_line(completeness: Completeness) -> str:
    """What is missing, or that all came."""
    if completeness.gaps:
        rest = len(completeness.gaps) - 1
        return completeness.gaps[0] + (f" {rest} more of this kind." if rest else "")
    if not completeness.due:
        return "Data: nothing of the agency was due for this quarter."
    return "Data: everything that was due for the quarter is in."


def policy_line(policy: PolicyBars) -> str:
    """Elements that the written policy lacks, and the first conflict by name."""
    now = policy.now
    if not policy.answered:
        return "Policy: no checklist has been answered yet."
    lacking = now.get("not_addressed", 0) + now.get("not_met", 0)
    count = "1 practice is" if lacking == 1 else f"{lacking} practices are"
    line = f"Policy: of {policy.answered} recommended practices, {count} not addressed or not met"
    if policy.conflicts:
        number = len(policy.conflicts)
        return f"{line}, and {number} {'conflicts' if number == 1 else 'conflict'}: {policy.conflicts[0]}."
    return f"{line}; none conflicts."


def practice_line(practice: Practice) -> str:
    """The practice that reviewed files show least, of those with enough files; else how many were read."""
    enough = [line for line in practice.lines if line.share is not None]
    if enough:
        least = min(enough, key=lambda line: line.share or 0)
        return f"Practice: {least.title}, shown in {least.told} of {practice.quarter}. {least.change_words}".strip()
    told = [line for line in practice.lines if line.demonstrated is not None]
    if told:
        return f"Practice: {told[0].title}, shown in {told[0].told}. Too few files for a percentage."
    return "Practice: no case files were reviewed that can be told about."
