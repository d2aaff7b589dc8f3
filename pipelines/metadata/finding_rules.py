"""What raises a finding: rules over records, never a choice of a person. Limits that a site may set stand in its settings.

The SQL that looks stands in ``warehouse/sql/mart/finding_check.sql``; what is done about a finding, in the register.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.metadata.classes import Direction, ValueKind
from pipelines.metadata.measures import MEASURES


@dataclass(frozen=True)
class FindingRule:
    """One rule.

    ``trigger`` is its code in the list ``finding_trigger``; ``subject_kind`` what it looks at: practice (case review),
    measure, field (blanks) or policy. ``quarters`` are looked at together for a level, or one after the other for a
    fall. ``limit`` names the site's setting that a level is held against. ``needs_apart`` asks that the 95 percent
    intervals of the first and the last quarter do not overlap, so that chance alone raises nothing.
    """

    trigger: str
    subject_kind: str
    quarters: int
    limit: str | None
    needs_apart: bool
    words: str

    def __post_init__(self) -> None:
        if not self.words.endswith("."):
            raise ValueError(f"{self.trigger}: the words are a sentence")
        if self.needs_apart and self.quarters < 2:
            raise ValueError(f"{self.trigger}: a fall needs two quarters or more")


FINDING_RULES = (
    FindingRule(
        "below_threshold",
        "practice",
        4,
        "watch_from",
        False,
        "Shown in too small a share of the records that could show it, over the last four quarters of case review.",
    ),
    FindingRule(
        "falling",
        "practice",
        3,
        None,
        True,
        "Worse for two quarters in a row in case review, and clearly: the intervals do not overlap.",
    ),
    FindingRule(
        "falling",
        "measure",
        3,
        None,
        True,
        "Worse for two quarters in a row in agency records, and clearly: the intervals do not overlap.",
    ),
    FindingRule(
        "often_blank",
        "field",
        1,
        "often_blank",
        False,
        "A field that should be filled is blank in too large a share of the quarter's records.",
    ),
    FindingRule("conflict", "policy", 1, None, False, "The local text conflicts with the practice."),
)
"""Every rule. The limits are proposals of Samepage; a site sets its own under ``bands``."""


def watched_measures() -> dict[str, int]:
    """Shares from agency records that should rise (1) or fall (-1), by measure; none about the team's own work."""
    return {
        m.measure_id: 1 if m.direction is Direction.UP_GOOD else -1
        for m in MEASURES.values()
        if m.value_kind is ValueKind.SHARE
        and m.direction in (Direction.UP_GOOD, Direction.DOWN_GOOD)
        and m.dataset is not None
    }
