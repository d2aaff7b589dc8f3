"""Lists that Samepage itself writes about findings and case review: where a finding stands, and what was asked first.

What the coordinator writes in the register of findings stands in ``team_work.py``.
"""

from __future__ import annotations

from pipelines.metadata.classes import Code, CodeList

FINDINGS = (
    CodeList(
        "finding_standing",
        "Where a finding stands, from the register and from the second measurement together.",
        (
            Code("new", "New: nobody has taken it up"),
            Code("open", "Taken up; no action in place yet"),
            Code("waiting", "Action in place; not enough records since"),
            Code("no_clear_change", "Action in place; no clear change"),
            Code("worse", "Action in place; clearly worse"),
            Code("better", "Clearly better; not closed yet"),
            Code("closed", "Closed: measured again and clearly better"),
            Code("closed_not_shown", "Marked closed, but no second look shows it"),
            Code("dropped", "Dropped in the register"),
            Code("passed", "No longer raised; nobody took it up"),
        ),
    ),
    CodeList(
        "finding_subject",
        "What a finding is about.",
        (
            Code("practice", "A practice in the files that were read"),
            Code("measure", "A measure from agency records"),
            Code("field", "A field of an agency's export"),
            Code("policy", "The written policy"),
        ),
    ),
    CodeList(
        "finding_data_answer",
        "The first question of a finding: whether it is the data.",
        (
            Code("often_unknown", "Perhaps: the records often do not say"),
            Code("months_missing", "Perhaps: months of the quarter are not in"),
            Code("field_blank", "Yes, the field is blank: form, screen or export"),
            Code("not_data", "No: it is the text itself"),
            Code("nothing_seen", "Nothing seen in the data"),
        ),
    ),
    CodeList(
        "finding_base_answer",
        "The second question of a finding: whether the denominator is right.",
        (
            Code("often_not_applicable", "Perhaps: marked not applicable in more than half"),
            Code("small_base", "Small: fewer than 20 could show it"),
            Code("not_asked", "Not a share"),
            Code("nothing_seen", "Nothing seen in the base"),
        ),
    ),
    CodeList(
        "finding_where_answer",
        "The third question of a finding: where it is concentrated, in groups of 10 or more records.",
        (
            Code("arrest", "Mostly with an arrest"),
            Code("gone_on_arrival", "Mostly where the suspect had left"),
            Code("no_arrest", "Mostly without an arrest"),
            Code("dual", "Mostly with a dual arrest"),
            Code("limited_english", "Mostly with limited English"),
            Code("even", "No group stands out"),
            Code("too_few", "Too few records to tell"),
            Code("see_breakdowns", "See the breakdowns in case statistics"),
        ),
    ),
    CodeList(
        "review_stratum",
        "The kinds of records that are drawn apart for reading.",
        (
            Code("arrest", "Arrest"),
            Code("gone_on_arrival", "Gone on arrival, no arrest"),
            Code("no_arrest", "No arrest, suspect there"),
            Code("dual", "Dual arrest"),
            Code("all_records", "All records"),
        ),
    ),
)
"""Lists of findings and of the draw for case review."""
