"""What changed, in one plain sentence with its numbers: no blame, no ranking, no judgment of people.

Pure: figures and words in, a sentence out. Whether something changed is judged in ``changes``.
"""

from __future__ import annotations

from pipelines.statistics.changes import Told, Verdict
from pipelines.statistics.run_rules import RULE_WORDS

_ENDINGS = {
    Verdict.RISE: "This is a clear rise.",
    Verdict.FALL: "This is a clear fall.",
    Verdict.NO_CLEAR_CHANGE: "No clear change.",
    Verdict.TOO_FEW: "Too few for a percentage trend.",
    Verdict.NOT_COMPARABLE: "The two periods cannot be compared.",
    Verdict.TOO_EARLY: "Too early: the cases of this period are too young.",
}


def change_sentence(
    who: str,
    what: str,
    now: tuple[str, Told],
    before: tuple[str, Told],
    verdict: Verdict,
    rule: str | None = None,
    floor: int = 10,
    unit: str = "",
) -> str:
    """Two figures and what may be said of them.

    For example "Patrol: Risk questions complete, 31 of 38 (82 percent) in Q2 2026; 18 of 40 (45 percent) in Q1 2026.
    This is a clear rise."

    Args:
        who: The agency or step.
        what: The measure, in words.
        now: The words of the later period, and its figure.
        before: The words of the earlier period, and its figure.
        verdict: What may be said.
        rule: The rule of the control chart behind it, where not the intervals.
        floor: The smallest base of a percentage.
        unit: The unit of a median.
    """
    (now_words, later), (before_words, earlier) = now, before
    told = f"{who}: {what}, {figure_words(later, floor, unit)} in {now_words}"
    told += f"; {figure_words(earlier, floor, unit)} in {before_words}."
    ending = _ENDINGS[verdict]
    if verdict in (Verdict.RISE, Verdict.FALL) and rule in RULE_WORDS:
        ending = f"{ending[:-1]}: {RULE_WORDS[rule]} of the control chart."
    return f"{told} {ending}"


def figure_words(told: Told, floor: int = 10, unit: str = "") -> str:
    """A figure in words: 31 of 38 (82 percent), 1,204, a median of 12.5 days (n 40), or that it is not told."""
    if told.num is None:
        if told.value is None:
            return "no cases" if told.den == 0 else "not told"
        spoken = f"a median of {told.value:,.1f}{' ' + unit if unit else ''}"
        return f"{spoken} (n {told.den:,})" if told.den is not None else spoken
    if told.den is None:
        return f"{told.num:,}"
    if told.is_ratio and told.den:
        return f"{told.num / told.den:,.2f} ({told.num:,} for {told.den:,})"
    if told.den < max(floor, 1) or told.num > told.den:
        return f"{told.num:,} of {told.den:,}"
    return f"{told.num:,} of {told.den:,} ({percent_words(told.num / told.den)} percent)"


def percent_words(share: float) -> str:
    """A share as a whole percent; never 0 or 100 for what is only close to it."""
    whole = int(share * 100 + 0.5)
    if whole == 0 and share > 0:
        return "under 1"
    return "over 99" if whole == 100 and share < 1 else str(whole)


def missing_sentence(
    dataset: str, agency: str, missing: list[str], used: list[str], came: bool = False
) -> str:
    """Which months did not come, or came and could not be used, and which the figures rest on.

    For example "Data: the Jail bookings file of County Jail for Feb 2026 was not received; figures use Jan 2026 and
    Mar 2026 only."
    """
    files = "file" if len(missing) == 1 else "files"
    was = "was" if len(missing) == 1 else "were"
    what = "came and could not be used" if came else f"{was} not received"
    start = f"Data: the {dataset} {files} of {agency} for {_list(missing)} {what}"
    return f"{start}; figures use {_list(used)} only." if used else f"{start}; there are no figures."


def _list(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
