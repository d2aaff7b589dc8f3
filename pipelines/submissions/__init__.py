"""Submissions: what a dropped file contains, judged, accounted for and kept for ever."""

from __future__ import annotations

from pipelines.submissions.drop import DropFile, name_label, new_drops, same_content, scan_drop
from pipelines.submissions.intake import Intake, agency_recipes, open_intake, site_waivers
from pipelines.submissions.learned import learn_codes
from pipelines.submissions.link_answers import learn_links
from pipelines.submissions.register import Entry, read_register
from pipelines.submissions.store import (
    Submission,
    clear_leftovers,
    current_readings,
    load_problems,
    stored,
)
from pipelines.submissions.verdict import Status

__all__ = [
    "DropFile",
    "Entry",
    "Intake",
    "Status",
    "Submission",
    "agency_recipes",
    "clear_leftovers",
    "current_readings",
    "learn_codes",
    "learn_links",
    "load_problems",
    "name_label",
    "new_drops",
    "open_intake",
    "read_register",
    "same_content",
    "scan_drop",
    "site_waivers",
    "stored",
]
