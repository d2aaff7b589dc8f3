"""Tables about what changed after it was told: versions of files, withdrawals, and the figures that moved."""

from __future__ import annotations

from pipelines.metadata.classes import Table
from pipelines.metadata.fields import AGENCY_CODE, amount, count, day, flag, moment, text
from pipelines.metadata.tables.marts import AUDIENCE, MEASURE_KEY
from pipelines.metadata.tables.operations import DATASET, SUBMISSION_ID

_KIND = text(
    "kind",
    "correction: a newer file for the same period; overlap: a later file lists months of other files anew;"
    " late: rows of earlier months came in it; withdrawal: a file was withdrawn.",
)

RESTATEMENT = Table(
    "ops",
    "restatement",
    "one way in which one file changed what had been counted before",
    ("submission_id", "kind"),
    (
        SUBMISSION_ID,
        _KIND,
        AGENCY_CODE,
        DATASET,
        text("before_id", "The submission that counted before; several are separated by semicolons."),
        text("after_id", "The submission that counts in its place; null where nothing does."),
        moment("changed_ts", "When the newer file came, or when the file was withdrawn."),
        count("version", "The version of the file among those of its agency, dataset and period.", "ordinal"),
        count("rows_before", "Rows that counted before.", "rows"),
        count("rows_after", "Rows that count in their place.", "rows"),
        count("rows_same", "Rows that are the same in both.", "rows"),
        count("rows_added", "Rows that are new.", "rows"),
        count("rows_removed", "Rows that are gone.", "rows"),
        count("rows_changed", "Rows with the same key and other fields.", "rows"),
        text("reason", "The reason that was given, for a withdrawal."),
        flag("is_current", "The change holds: no later file has replaced it."),
        count(
            "figures_count",
            "Figures of the agency that moved; null where they are not worked out any more.",
            "figures",
        ),
    ),
)

RESTATEMENT_FIELD = Table(
    "ops",
    "restatement_field",
    "one way in which one field of changed rows differs between two versions",
    ("submission_id", "kind", "field_name", "change", "old_code", "new_code"),
    (
        SUBMISSION_ID,
        _KIND,
        text("field_name", "The field."),
        text("field_title", "The field, in words."),
        text("change", "filled, emptied, changed, later, earlier, higher or lower."),
        text("old_code", "The code before, for codes and yes/no that are kept as sent."),
        text("new_code", "The code after."),
        count("rows_count", "Rows that changed in this way.", "rows"),
    ),
)

WITHDRAWAL = Table(
    "ops",
    "withdrawal",
    "one decision to withdraw or restore a file or a case",
    ("entry_no",),
    (
        count("entry_no", "The number of the decision, in the order they were made.", "ordinal"),
        moment("recorded_ts", "When it was recorded."),
        text("action", "withdraw or restore."),
        flag("is_in_force", "The file or case is withdrawn now because of this decision."),
        flag("is_case", "It is about a case and not about a file; which case stands nowhere."),
        AGENCY_CODE,
        text("submission_id", "The file's submission; null for a case."),
        text("key_kind", "The kind of the case's number; null for a file."),
        text("reason", "The reason that was given."),
        count("rows_count", "Rows that are left out because of it now.", "rows"),
        count(
            "figures_count",
            "Headline figures that moved because a case was withdrawn; null for a file, which ops.restatement tells, and after"
            " a year.",
            "figures",
        ),
    ),
)

ROW_DELETION = Table(
    "ops",
    "row_deletion",
    "the rows of one month of one file that were deleted, or turned into tallies, as their clock had run out",
    ("submission_id", "is_tally", "is_text", "month", "first_kept_date", "done_on_date"),
    (
        SUBMISSION_ID,
        AGENCY_CODE,
        DATASET,
        flag(
            "is_tally",
            "The rows of a case review or a survey, which turned into tallies: figures count them, and no row is anybody.",
        ),
        flag("is_text", "Held rows in their own words, which were kept to be handed back on the receipt."),
        day(
            "month",
            "The first day of the month that the rows are dated in, or of the quarter of a tally; of such texts null.",
        ),
        count("rows_count", "Rows that were deleted.", "rows"),
        count("clock_months", "The months that rows are kept.", "months"),
        day("first_kept_date", "The first day of the first month that was kept."),
        day("done_on_date", "The day that the build stood for in which they were deleted."),
    ),
)

_FIGURE = (
    text(
        "submission_id",
        "The submission that moved the figure; withdrawal-<entry_no> where a case was withdrawn.",
    ),
    text("measure_id", "The measure."),
    AGENCY_CODE,
    text("period_kind", "Month, quarter, rolling12 or year."),
    day("period_start", "The first day of the period."),
    day("period_end", "The last day of the period."),
    text("breakdown", "'none' for the headline; else what the value is broken down by."),
    text("category", "'all' for the headline; else the category of the breakdown."),
    count("old_num", "The numerator as it would be without the change.", "the measure's unit"),
    count("old_den", "The denominator as it would be without the change.", "the measure's unit"),
    amount("old_value", "share, or the unit of the median", "The value as it would be without the change."),
    count("new_num", "The numerator as it is.", "the measure's unit"),
    count("new_den", "The denominator as it is.", "the measure's unit"),
    amount("new_value", "share, or the unit of the median", "The value as it is."),
)
_DIFFERS_BY_UNDER = count(
    "differs_by_under",
    "Where the two sides could be told and not their difference: the number that it, or the difference of another figure of the"
    " measure, is under.",
    "the measure's unit",
)
_NUMBERS = ("old_num", "old_den", "old_value", "new_num", "new_den", "new_value")
FIGURE_CHANGE = Table(
    "mart",
    "figure_change",
    "one figure of one agency that is another because one file came, or a file or case was withdrawn",
    ("submission_id", *MEASURE_KEY),
    _FIGURE,
)
OPS_FIGURE_CHANGE = Table(
    "ops",
    "figure_change",
    "one figure that moved because one file came or was withdrawn, as one audience may see it",
    ("submission_id", *MEASURE_KEY, "audience"),
    (
        *_FIGURE,
        AUDIENCE,
        flag(
            "old_suppressed",
            "The figure before is withheld: it is small, the figure now is withheld to protect another, or it, or another figure of the"
            " measure that the file moved, differs by a small number.",
        ),
        flag("new_suppressed", "The figure now is withheld: it is small, or it protects another."),
        _DIFFERS_BY_UNDER,
    ),
)

EDITION_CHANGE = Table(
    "ops",
    "edition_change",
    "one figure that a released edition told and that is another now",
    ("edition_label", "audience", *MEASURE_KEY),
    (
        text("edition_label", "The edition, for example 2026-Q1."),
        AUDIENCE,
        *(f for f in _FIGURE if f.name not in ("submission_id", *_NUMBERS)),
        count("old_num", "The numerator as it was told.", "the measure's unit"),
        count("old_den", "The denominator as it was told.", "the measure's unit"),
        amount("old_value", "the unit of the median", "A median as it was told; null for any other figure."),
        count("new_num", "The numerator now; null where it is withheld now.", "the measure's unit"),
        count("new_den", "The denominator now; null where it is withheld now.", "the measure's unit"),
        amount(
            "new_value",
            "the unit of the median",
            "A median now; null where it is withheld now, and for any other figure.",
        ),
        flag("new_suppressed", "The figure is withheld now, or how it differs."),
        _DIFFERS_BY_UNDER,
        text("reason", "What moved it last; null where no file explains it."),
        day("changed_date", "The day of that file or withdrawal."),
    ),
)

TABLES = (
    RESTATEMENT,
    RESTATEMENT_FIELD,
    WITHDRAWAL,
    ROW_DELETION,
    FIGURE_CHANGE,
    OPS_FIGURE_CHANGE,
    EDITION_CHANGE,
)
