"""Days and numbers by which the coordinator's registers are judged: each said once, for checks, sheets and templates.

What a row needs by itself stands in ``checks/register_rules.py``; here is what holds between rows and registers.
"""

from __future__ import annotations

REVIEW_DAYS = 30
"""Days in which every area that a recommendation touches should have reviewed it."""
ORIENTATION_DAYS = 60
"""Days in which a new member should have had orientation."""
RENEWAL_DAYS = 90
"""Days before its end from which an agreement is to be renewed."""
SMALLEST_GROUP, LARGEST_GROUP = 2, 6
"""Seats of a work group that reads policies and records."""
FEWEST_KINDS = 2
"""Kinds of evidence that a practice should rest on."""
FEWEST_RECORDS = 10
"""Records of an agency and quarter from which a case review says something."""
FEWEST_OF_STRATUM = 2
"""Police records of each kind (arrest, none, gone, dual, limited English) in the last four quarters."""
PARTNER_AREAS = ("ecc", "patrol", "sheriff_jail", "pretrial", "prosecution", "court", "probation", "advocacy")
"""Areas, from 911 to probation and the advocates, of which each should have a partner that takes part."""
