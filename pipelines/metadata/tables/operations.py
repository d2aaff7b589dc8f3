"""Tables about the work itself (ops): the site, its agencies, what came in, what is wrong, how full it is."""

from __future__ import annotations

from pipelines.metadata.classes import Table
from pipelines.metadata.fields import (
    AGENCY_CODE,
    SOURCE_ROW,
    SOURCE_SHEET,
    amount,
    code,
    count,
    day,
    flag,
    moment,
    text,
)

DATASET = text("dataset", "The dataset, by its code.")
DATASET_TITLE = text("dataset_title", "The dataset, in words.")
AGENCY_NAME = text("agency_name", "The agency, in words.")
AGENCY_AREA = code("agency_area", "agency_area", "The agency's area of the Blueprint.")
SUBMISSION_ID = text("submission_id", "The submission.")
MONTH = day("month", "The first day of the month.")
CHECK_ID = text("check_id", "The check, as the catalogue lists it.")

SITE = Table(
    "ops",
    "site",
    "the site; the table has one row",
    ("site_name",),
    (
        text("site_name", "The site's name."),
        text("county_name", "The county or city."),
        count("population", "Residents.", "persons"),
        day("as_of_date", "The day the numbers stand for."),
        day("data_from_month", "The first month that any submission covers."),
        day("data_to_month", "The last month that any submission covers."),
        text("dv_scope_note", "What the site counts as domestic violence."),
        count("risk_questions_asked", "Blueprint risk questions that patrol asks.", "questions"),
        flag("is_sample", "The site is made up."),
        amount("keep_from", "share", "The share of records from which a practice is kept."),
        amount("watch_from", "share", "The share from which it is watched; under it, it is worked on."),
        amount("often_blank", "share", "The share of blanks above which a field is often blank."),
        text("baseline_kind", "The kind of the baseline period: quarter or year; null without one."),
        day("baseline_start_date", "The first day of that period."),
    ),
)

AGENCY = Table(
    "ops",
    "agency",
    "one agency of the site",
    ("agency_code",),
    (
        AGENCY_CODE,
        AGENCY_NAME,
        AGENCY_AREA,
        text("ori", "The FBI's agency identifier, if any."),
        text("jurisdiction", "County, city or tribe."),
        count("population_served", "Residents served.", "persons"),
        count("population_year", "The year of that figure.", "year"),
        text("time_zone", "IANA time zone."),
        text("dv_definition", "What the agency counts as domestic violence."),
        day("active_from_date", "The first day the agency takes part."),
        day("active_to_date", "The last day; blank while it takes part."),
    ),
)

ASKED_AREA = Table(
    "ops",
    "asked_area",
    "one area whose recommended practices an agency answers for",
    ("agency_code", "agency_area"),
    (AGENCY_CODE, code("agency_area", "agency_area", "The area of the practices.")),
)

SUBMISSION = Table(
    "ops",
    "submission",
    "one file in one reading, accepted or not",
    ("submission_id",),
    (
        SUBMISSION_ID,
        AGENCY_CODE,
        DATASET,
        text("file_name", "The file's name, as dropped."),
        day("period_start", "The first day covered."),
        day("period_end", "The last day covered."),
        text("period_label", "The period in words, for example 2025-03."),
        text("coverage_note", "Partial months and the like."),
        count("version", "1 for the first file of an agency, dataset and period.", "ordinal"),
        moment("received_ts", "When the file was put into the drop folder."),
        code("status", "submission_status", "What became of the file."),
        text("file_sha256", "The hash of the file's bytes."),
        text("layout_name", "The layout that matched."),
        count(
            "rows_in_file",
            "Rows of the file; of a returned receipt those of the file that it corrects.",
            "rows",
        ),
        count("rows_used", "Rows used.", "rows"),
        count("rows_blank", "Blank rows.", "rows"),
        count("rows_held", "Rows held until corrected.", "rows"),
        count("rows_left_out", "Rows left out, each for a reason.", "rows"),
        count("cells_in_file", "Cells of the file; of a returned receipt its own.", "cells"),
        count("cells_used", "Cells used.", "cells"),
        count("cells_blank", "Blank cells.", "cells"),
        count("cells_held", "Cells of held rows.", "cells"),
        count("cells_left_out", "Cells left out, each for a reason.", "cells"),
        count("control_total", "The total that the file itself states.", "rows"),
        flag("zero_report", "The file says that nothing happened."),
        count("problems_count", "Problems named.", "problems"),
        text("submitter_role", "The role of the sender, where known; never a name."),
    ),
)

SUBMISSION_STATUS = Table(
    "ops",
    "submission_status",
    "one agency, dataset and month that is expected",
    ("agency_code", "dataset", "month"),
    (
        AGENCY_CODE,
        AGENCY_NAME,
        DATASET,
        DATASET_TITLE,
        MONTH,
        code("status", "month_status", "Received, needs fixing, late, nothing to report, or not due."),
        day("due_date", "When the month was due."),
        day("received_date", "When the accepted file came."),
        count("days_late", "Days after the due date; 0 when on time.", "days"),
    ),
)

PROBLEM = Table(
    "ops",
    "problem",
    "one problem of one submission; coordinates, never values",
    ("submission_id", "problem_no"),
    (
        SUBMISSION_ID,
        count("problem_no", "The problem's number on the receipt, worst first.", "ordinal"),
        AGENCY_CODE,
        DATASET,
        CHECK_ID,
        text("severity", "How bad."),
        text("stage", "Where on the walk."),
        text("sheet", "The sheet."),
        text("cells", "The cells, as Excel ranges."),
        text("column_name", "The column's header."),
        count("rows_count", "Rows touched.", "rows"),
        text("message", "What is wrong and what to do."),
    ),
)

WAIVER = Table(
    "ops",
    "waiver",
    "one known failure that the site accepts for a while",
    ("waiver_no",),
    (
        count("waiver_no", "The waiver's number.", "ordinal"),
        CHECK_ID,
        AGENCY_CODE,
        DATASET,
        text("column_name", "The column; blank for every one."),
        text("period_label", "The period; blank for every one."),
        day("until_date", "The last day on which it holds."),
        text("reason", "Why the failure is accepted."),
        text("approved_by_role", "The role that accepted it; never a name."),
        text(
            "state",
            "in_force, ended, or unmatched where no file that counts and no place between registers has such a problem.",
        ),
        count("files_count", "Files that count and that it covers.", "files"),
        count("rows_count", "Rows of these files, or places between registers, that it touches.", "rows"),
    ),
)

CONFIRMATION = Table(
    "ops",
    "confirmation",
    "one unlikely thing of a file that counts, confirmed by its sender",
    ("submission_id", "check_id", "column_name"),
    (
        SUBMISSION_ID,
        AGENCY_CODE,
        DATASET,
        day("period_start", "The first day covered."),
        day("period_end", "The last day covered."),
        CHECK_ID,
        text("column_name", "The column; blank where it is about the file."),
        text("reason", "What the sender said; withheld where it could identify somebody."),
        count("rows_count", "Rows it touches.", "rows"),
    ),
)

FOOTNOTE = Table(
    "ops",
    "footnote",
    "one footnote of one file that counts; the same words have the same number",
    ("footnote_no", "submission_id"),
    (
        count("footnote_no", "The footnote's number, as workbooks print it.", "ordinal"),
        SUBMISSION_ID,
        text("footnote", "What was accepted or confirmed, and why."),
        AGENCY_CODE,
        DATASET,
        day(
            "period_start",
            "The first day of the numbers it touches; blank for a register, which has no period.",
        ),
        day("period_end", "The last day of the numbers it touches; blank for a register."),
    ),
)

BLANK_RATE = Table(
    "ops",
    "blank_rate",
    "one expected field of one agency's dataset in one month",
    ("agency_code", "dataset", "field_name", "month"),
    (
        AGENCY_CODE,
        DATASET,
        text("field_name", "The field."),
        text("field_title", "The field, in words."),
        MONTH,
        count("blank_count", "Rows where it is blank.", "rows"),
        count("rows_count", "Rows.", "rows"),
        amount("expected_share", "share", "The share of rows that should have it."),
    ),
)

MATCH_RATE = Table(
    "ops",
    "match_rate",
    "one link between steps for one agency and month",
    ("link_name", "agency_code", "month"),
    (
        text("link_name", "The link, for example arrest_to_incident."),
        AGENCY_CODE,
        MONTH,
        count("linked", "Rows that found their partner.", "rows"),
        count("eligible", "Rows that could have.", "rows"),
    ),
)

CROSS_CHECK = Table(
    "ops",
    "cross_check",
    "one check across tables that rows of one agency fail, over the last 12 months",
    ("check_id", "agency_code", "link_name"),
    (
        CHECK_ID,
        AGENCY_CODE,
        text("link_name", "The link between two steps, where the check is about one."),
        count("failing_count", "Rows that fail the check.", "rows"),
        count("rows_count", "Rows that the check looks at.", "rows"),
    ),
)

CHECK = Table(
    "ops",
    "check",
    "one check of the catalogue, in words",
    ("check_id",),
    (
        CHECK_ID,
        text("title", "What is told; {field} and {other} stand for what it is about."),
        text("stage", "Where on the walk it is met."),
        text("severity", "How bad it is."),
        text("guidance", "The next step."),
    ),
)

REGISTER_PROBLEM = Table(
    "ops",
    "register_problem",
    "one place in the coordinator's registers that does not fit another register, the settings or the site's day",
    ("check_id", "dataset", "row_id", "field_name", "agency_code", "other"),
    (
        CHECK_ID,
        DATASET,
        text("row_id", "The number of the row in its register; blank where it is about no one row."),
        text("field_name", "The field that it is about."),
        AGENCY_CODE,
        text("other", "The number, code or count that does not fit; never words of a sheet."),
        count("waiver_no", "The waiver that accepts it for a while; blank where none does.", "ordinal"),
        SUBMISSION_ID,
        SOURCE_SHEET,
        SOURCE_ROW,
    ),
)

MEASURE_DEFINITION = Table(
    "ops",
    "measure_definition",
    "one measure in its current definition",
    ("measure_id",),
    (
        text("measure_id", "The measure."),
        text("name", "The measure, in words."),
        AGENCY_AREA,
        text(
            "dataset", "The dataset whose arrival decides how complete a period is; blank where several do."
        ),
        text(
            "registers",
            "The coordinator's sheets that feed it, separated by semicolons; blank where none does.",
        ),
        text("unit_of_count", "What is counted."),
        text("numerator", "The numerator, in words."),
        text("denominator", "The denominator, in words."),
        code("direction", "direction", "Which way is better, if any."),
        text("source_ref", "Where the measure comes from."),
        text("caution", "What to keep in mind."),
        text("breakdown", "The breakdown of a mix; blank otherwise."),
        text("value_kind", "Count, share, mix or median."),
        count("definition_version", "The version of the definition.", "ordinal"),
    ),
)

CODE_LIST = Table(
    "ops",
    "code_list",
    "one good code of one code list",
    ("code_list", "code"),
    (
        text("code_list", "The code list."),
        text("code", "The code."),
        text("label", "The code, in words."),
        count("position", "The order in the list.", "ordinal"),
    ),
)

POPULATION_GROUP = Table(
    "ops",
    "population_group",
    "one group of residents of the site, as the settings give it",
    ("code_list", "code"),
    (
        text("code_list", "What the groups are told apart by."),
        text("code", "The group."),
        amount("share", "share", "Its share of the residents."),
    ),
)
NOT_TOLD = Table(
    "ops",
    "measure_not_told",
    "one measure of the field's catalogue that is not told, and why",
    ("measure_id",),
    (
        text("measure_id", "The measure."),
        text("name", "Its name."),
        text("reason", "What is missing."),
    ),
)
RETENTION = Table(
    "ops",
    "retention",
    "one dropped file that was moved or deleted on its clock",
    ("submission_id", "action", "done_on_date"),
    (
        SUBMISSION_ID,
        AGENCY_CODE,
        text(
            "action",
            "Quarantined (moved out of the drop folder), purged (deleted from quarantine) or deleted.",
        ),
        text("reason", "Refused, rows of people served, or accepted."),
        day("done_on_date", "The day it was done."),
        day("delete_by_date", "The day by which the file is gone."),
        text("file_sha256", "The hash of the file's bytes."),
    ),
)

DATASET_TABLE = Table(
    "ops",
    "dataset",
    "one dataset that agencies or the coordinator send",
    ("dataset",),
    (DATASET, DATASET_TITLE, text("grain", "What a row is.")),
)

SUPPRESSION_LOG = Table(
    "ops",
    "suppression_log",
    "one figure, or its number of records that do not say, that is withheld from one audience",
    (
        "audience",
        "table_name",
        "series",
        "breakdown",
        "category",
        "agency_code",
        "period_kind",
        "period_start",
        "part",
    ),
    (
        text("audience", "From whom it is withheld."),
        text("table_name", "The table of pub that the figure stands in."),
        text("series", "The measure, the step of the funnel, or the practice element."),
        text("breakdown", "'none' for a headline; else what the figure is broken down by."),
        text(
            "category",
            "'all' for a headline; else the category; the quarter of a case review, the round of a rating.",
        ),
        text("agency_code", "The agency, or 'all'."),
        text("period_kind", "Month, quarter, rolling12 or year; review for case review and its ratings."),
        day("period_start", "The first day of the period; null for case review and its ratings."),
        text("part", "figure, or note for the number of records that do not say."),
        text("kind", "primary, attribute, complementary, differencing; withheld where the kind would tell."),
        text("rule", "The rule, in words. Never a value."),
    ),
)

DISCLOSURE_PROOF = Table(
    "ops",
    "disclosure_proof",
    "one attack on everything that one reader may see, and what came of it",
    ("audience", "reader", "subject"),
    (
        text("audience", "The audience."),
        text("reader", "The reader: someone from outside, or an agency that knows its own numbers."),
        text(
            "subject",
            "What was attacked: figures, case_review with what the register and the measure tell of it, or times_between_steps.",
        ),
        flag("holds", "No hidden count could be narrowed below the protection interval."),
        count("protected_count", "Hidden counts that were attacked.", "counts"),
        count("narrowed_count", "Of these, counts that could be narrowed too far.", "counts"),
        count("known_count", "Counts that the reader knew.", "counts"),
        count("relations_count", "Relations that the reader could use.", "relations"),
        amount(
            "least_width",
            "counts",
            "The smallest range of possible values found; null with nothing to protect.",
        ),
        text("fingerprint", "The hash of what was attacked."),
        text(
            "ledger",
            "The hash of the earlier releases that the reader holds; null for the others than figures.",
        ),
    ),
)

DISCLOSURE_QUESTION = Table(
    "ops",
    "disclosure_question",
    "everything that the choice of withheld figures depends on; none where nobody chose",
    ("question",),
    (
        text(
            "question",
            "The hash of figures, rules, earlier releases and code: the next build chooses anew where it differs.",
        ),
    ),
)

TABLES = (
    SITE,
    AGENCY,
    ASKED_AREA,
    SUBMISSION,
    SUBMISSION_STATUS,
    PROBLEM,
    WAIVER,
    CONFIRMATION,
    FOOTNOTE,
    BLANK_RATE,
    MATCH_RATE,
    CROSS_CHECK,
    CHECK,
    REGISTER_PROBLEM,
    MEASURE_DEFINITION,
    CODE_LIST,
    POPULATION_GROUP,
    NOT_TOLD,
    DATASET_TABLE,
    RETENTION,
    SUPPRESSION_LOG,
    DISCLOSURE_PROOF,
    DISCLOSURE_QUESTION,
)
