"""Findings of the made-up warehouse that reports read: closed, open, withheld, of text, field and practice; two for directors only."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from pipelines.metadata.finding_rules import FINDING_RULES

HIDDEN = 7717  # stands where the warehouse would have none
PRIVATE = "Only the director knows of this yet"
_DONE = {"action_done_date": dt.date(2025, 11, 15), "due_date": dt.date(2025, 11, 15), "remeasure_due_date": dt.date(2026, 2, 1),
         "owner_role": "patrol sergeant", "action": "=1+1", "change_kind": "form", "found_date": dt.date(2025, 7, 10)}  # fmt: skip
_ASKED = {"data_answer": "nothing_seen", "base_answer": "nothing_seen", "where_answer": "even", "is_clear": True, "is_raised_now": True,
          "raised_by_rule": True, "window_start_date": dt.date(2025, 4, 1), "window_end_date": dt.date(2026, 3, 31)}  # fmt: skip


def finding_frames(names: dict[str, str]) -> dict[str, pd.DataFrame]:
    """The rows of ``pub.finding_standing`` and ``ops.finding_rule``; ``names`` are agencies by code."""
    practice = {"finding_trigger": "below_threshold", "subject_kind": "practice"}
    rows = [
        {**_ASKED, **_DONE, **practice, "agency_code": "rpd", "subject": "PAT-01", "subject_title": "Write a report", "num": 30, "den": 45,
         "finding_id": "F1", "before_num": 8, "before_den": 21, "after_num": 21, "after_den": 21, "after_verdict": "better",
         "standing": "closed", "cause_codes": "admin_practices; resources"},
        {**_ASKED, **practice, "agency_code": "da", "subject": "PRO-02", "subject_title": "Read the file", "num": HIDDEN, "den": HIDDEN,
         "before_num": HIDDEN, "before_den": HIDDEN, "after_num": HIDDEN, "after_den": HIDDEN, **_DONE, "suppressed": True,
         "standing": "waiting", "finding_id": "F2", "after_verdict": "too_few"},
        {**_ASKED, "finding_trigger": "conflict", "subject_kind": "policy", "agency_code": "ecc", "subject": "ECC-03",
         "subject_title": "Ask about weapons", "data_answer": "not_data", "base_answer": "not_asked", "standing": "new"},
        {**_ASKED, "finding_trigger": "often_blank", "subject_kind": "field", "agency_code": "rpd", "subject": "rms_incidents.injury",
         "subject_title": "Injury (Police incidents)", "num": 12, "den": 40, "data_answer": "field_blank", "where_answer": "see_breakdowns",
         "standing": "open", "heard_causes": "resources", "is_clear": False},
        {**_ASKED, "finding_trigger": "falling", "subject_kind": "measure", "agency_code": "rpd", "subject": "M046", "standing": "new",
         "subject_title": "Supervisor review within 72 hours", "num": 20, "den": 40, "earlier_num": 38, "earlier_den": 40},
    ]  # fmt: skip
    frame = pd.DataFrame(rows).assign(shared=True)
    private = pd.DataFrame(
        [{**rows[2], "agency_code": code, "subject_title": PRIVATE} for code in ("ecc", "court")]
    ).assign(shared=False, subject="X-1")
    told = pd.concat([frame, private], ignore_index=True)
    told["suppressed"] = told["suppressed"].fillna(False).astype(bool)
    told["agency_name"] = told["agency_code"].map(names)
    parts = [
        (told if audience != "joint" else told[told["shared"]]).assign(audience=audience)
        for audience in ("coordinator", "director", "joint")
    ]
    rules = [
        {"finding_trigger": r.trigger, "subject_kind": r.subject_kind, "quarters": r.quarters, "limit_name": r.limit,
         "needs_apart": r.needs_apart, "words": r.words}
        for r in FINDING_RULES
    ]  # fmt: skip
    return {
        "pub.finding_standing": pd.concat(parts, ignore_index=True),
        "ops.finding_rule": pd.DataFrame(rules),
    }
