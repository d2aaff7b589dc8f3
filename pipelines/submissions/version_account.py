"""The account of a corrected version: what became of the rows of the version before, and of every row of the sender's file.

The account of the receipt's own rows and cells stands in ``answered_account.py``.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from pipelines.reading import Tally
from pipelines.submissions.answer_walk import Walk
from pipelines.submissions.fix_rows import FixRows
from pipelines.submissions.judged import OUTSIDE_FILTER
from pipelines.submissions.store import rows_that_stand

LEFT_OUT = "left out by the sender"


def account_of_version(
    walk: Walk, carried_over: int, corrected: int, filtered: int, fix: FixRows
) -> dict[str, Any]:
    """What became of the rows of the version before; the parts add up to its used and held rows.

    ``rows`` is the account of the sender's own file as it stands now: what the version uses, holds and leaves out of it.
    """
    reasons = Counter(row.why for row in walk.left_out.values())
    told = walk.base.manifest["fix"]
    held, left_out = fix.counts["rows_held"], len(walk.left_out)
    return {
        "corrects": walk.handed.submission_id,
        "corrects_file_sha256": walk.handed.manifest["file_sha256"],
        "rows_before": told["rows_used"] + told["rows_held"],
        "rows_carried_over": carried_over,
        "rows_corrected": corrected,
        "rows_held": held,
        "rows_left_out": left_out,
        "rows_filtered": filtered,
        "left_out_for": [{"reason": reason, "rows_count": n} for reason, n in sorted(reasons.items())],
        "codes_learned": len(walk.codes.learned),
        "rows": _file_as_corrected(walk, carried_over + corrected, held, left_out, filtered).to_dict(),
    }


def _file_as_corrected(walk: Walk, good: int, held: int, left_out: int, filtered: int) -> Tally:
    """The account of every row of the sender's file as the version has it; all wait where it is not accepted."""
    before = rows_that_stand(walk.base.manifest)
    reasons = Counter(before["left_out_by_reason"])
    reasons.update({LEFT_OUT: left_out, OUTSIDE_FILTER: filtered})
    kept = {reason: count for reason, count in reasons.items() if count}
    used = good if walk.judged.status.counts else 0
    waits = held + good - used
    return Tally(before["in_file"], used, before["blank"], waits, sum(kept.values()), kept)
