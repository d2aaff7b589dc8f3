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
STATUSES_ON_A_TEXT = ("met", "partly")
"""Statuses that say that a policy covers a practice: without the document they rest on nothing, and the row is held."""
STATUSES_BESIDE_A_TEXT = ("conflicts", "not_met")
"""Statuses that say that a text falls short: the document is asked for and the row counts, as a held one would hide a practice
that fails."""
STATUSES_WITH_TEXT = STATUSES_ON_A_TEXT + STATUSES_BESIDE_A_TEXT
"""Every status that speaks of a text."""
STATUSES_WITH_SECTION = ("met", "partly", "conflicts")
"""Of these, those whose section is asked for."""
PARTNER_AREAS = ("ecc", "patrol", "sheriff_jail", "pretrial", "prosecution", "court", "probation", "advocacy")
"""Areas, from 911 to probation and the advocates, of which each should have a partner that takes part."""
SEAT_CHECKS = (
    "cross_group_without_lead",
    "cross_group_without_advocate",
    "cross_group_without_practitioner",
    "cross_group_size",
    "cross_agency_without_liaison",
    "cross_director_not_consulted",
    "cross_area_without_partner",
)
"""Checks of who is missing; what they find stands on a sheet of its own, *Seats missing*, and nowhere else."""
UNUSED_DOCUMENT_CHECKS = ("cross_document_without_step", "cross_form_not_on_map")
"""Checks of documents that no step of the map uses; what they find stands on *Map gaps* of the case map workbook."""
STEP_DOCUMENTS = (
    "policy", "general_order", "protocol", "standing_order", "form", "checklist", "job_aid", "database_screen", "report_template",
)  # fmt: skip
"""Kinds of documents that somebody works by at a step of a case; laws, reports and memos stand behind the work."""
STEP_FORMS = ("form", "checklist", "job_aid", "database_screen", "report_template")
"""Of these, what is filled in or looked at, and so belongs to the forms of a step on the map."""
