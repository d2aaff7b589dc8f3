"""Rows of case reviews and of surveys that turn into tallies once their clock has run out: what is counted stays, who is not.

The clock of a quarter begins with its end or with the day the first sheet of it came, whichever is later: the workbooks of that
day report it. From then on all sheets of the quarter are tallied, those too that come later. A tallied row keeps what figures count
and nothing that holds a record or a person together. The coordinator's own sheets are not touched. Agencies' rows: ``old_rows.py``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.metadata.registers import SURVIVOR_SURVEY
from pipelines.privacy.pseudonyms import pseudonymise
from pipelines.settings import Retention, Site
from pipelines.storage import memory, read_parquet
from pipelines.submissions.announced import confirm
from pipelines.submissions.merged import fitted
from pipelines.submissions.old_rows import delete_texts, put_table, texts_kept
from pipelines.submissions.row_clock import RowDeletion, announce_deletion, settle
from pipelines.submissions.store import Submission, stored

CASE_REVIEW, SURVEY = "case_review", SURVIVOR_SURVEY.name
QUARTER_FIELD = {CASE_REVIEW: "event_quarter", SURVEY: "survey_wave"}
NO_LINE = 0  # the row number of a tallied row: it stands in no sheet any more
_ANSWERS = tuple(
    field.name
    for field in SURVIVOR_SURVEY.fields
    if field.name.startswith("score_") or field.name in ("felt_safer", "would_use_again")
)


def quarter_end(start: date) -> date:
    """The last day of the quarter that begins with ``start``."""
    month = start.month + 3
    return date(start.year + month // 13, (month - 1) % 12 + 1, 1) - timedelta(days=1)


def tally_day(dataset: str, quarter: date, first_came: date, rules: Retention) -> date | None:
    """The first day on which the rows of a quarter are no longer kept; None without a clock."""
    begins = max(quarter_end(quarter), first_came)
    if dataset == CASE_REVIEW:
        return begins + timedelta(days=rules.case_review_days) if rules.case_review_days is not None else None
    if rules.survey_months is None:
        return None
    position = begins.year * 12 + begins.month - 1 + rules.survey_months
    return date(position // 12, position % 12 + 1, min(begins.day, 28))


@dataclass(frozen=True)
class DueRows:
    """What of one submission is due: the quarters whose rows turn into tallies, and whether its texts for the receipt go too."""

    submission: Submission
    quarters: frozenset[date]
    has_texts: bool


def find_due_rows(site: Site, key: str, as_of: date) -> list[DueRows]:
    """Every stored sheet of a case review or a survey with rows that turn into tallies on ``as_of``."""
    rules = site.settings.retention
    every = [s for s in stored(site) if s.manifest["dataset"] in QUARTER_FIELD]
    held = [(s, _quarters(s, key)) for s in every]
    first: dict[tuple[str, date], date] = {}
    for submission, quarters in held:
        for quarter in quarters:
            place = (submission.manifest["dataset"], quarter)
            first[place] = min(first.get(place, date.max), _came(submission))
    found = []
    for submission, quarters in held:
        dataset = submission.manifest["dataset"]
        days = {q: tally_day(dataset, q, first[dataset, q], rules) for q in quarters}
        due = {q for q, day in days.items() if day is not None and day <= as_of}
        own = tally_day(dataset, _came(submission), _came(submission), rules)  # of a sheet that holds no rows
        is_over = set(quarters) <= due and (bool(quarters) or (own is not None and own <= as_of))
        to_tally = frozenset(q for q in due if quarters[q])
        texts = is_over and texts_kept(submission, key) > 0
        if to_tally or texts:
            found.append(DueRows(submission, to_tally, texts))
    return found


def tally_due_rows(site: Site, key: str, secret: str, found: Iterable[DueRows], as_of: date) -> int:
    """Turn what was found into tallies, file by file, each announced in the log before and confirmed after; gives the rows.

    ``secret`` keys the numbers that take the place of those of reviewed records. A stop at any moment leaves every file whole.
    """
    tallied = 0
    for due in found:
        submission, manifest = due.submission, due.submission.manifest
        dataset = str(manifest["dataset"])
        table = read_parquet(submission.records, key) if submission.records is not None else None
        counts = _lines_by_quarter(table, dataset, due.quarters) if table is not None else {}
        entry = RowDeletion(
            submission.submission_id,
            manifest["agency_code"],
            dataset,
            as_of.isoformat(),
            _months_of(dataset, site.settings.retention),
            as_of.isoformat(),
            {quarter.isoformat(): count for quarter, count in counts.items()},
            texts_kept(submission, key) if due.has_texts else 0,
            (lines_left(table) if table is not None else 0) - sum(counts.values()),
            is_tally=True,
        )
        announced = announce_deletion(site, entry)
        if table is not None and submission.records is not None and counts:
            put_table(tally(dataset, table, due.quarters, secret), submission.records, key)
        if due.has_texts:
            delete_texts(submission)
        confirm(announced)
        tallied += sum(counts.values())
    settle(site, lambda submission_id: _stored_lines(site, submission_id, key), tallies=True)
    return tallied


def _stored_lines(site: Site, submission_id: str, key: str) -> int:
    path = site.submissions / submission_id / "records.parquet"
    return lines_left(read_parquet(path, key)) if path.exists() else 0


def lines_left(table: pa.Table) -> int:
    """How many rows of a stored table still stand for a line of a sheet."""
    return int(pc.sum(pc.greater(table.column("source_row"), NO_LINE)).as_py() or 0)


def tally(dataset: str, table: pa.Table, quarters: Iterable[date], secret: str) -> pa.Table:
    """The table with the lines of these quarters as tallies, which come last and in the order of what they count."""
    with memory() as connection:
        _load(connection, table, dataset, quarters)
        kept = connection.execute(
            f"SELECT {_names(table)} FROM line WHERE NOT is_due ORDER BY place"
        ).to_arrow_table()
        query = _REVIEWS if dataset == CASE_REVIEW else _ANSWERED
        made = connection.execute(query).to_arrow_table()
    if dataset == CASE_REVIEW and made.num_rows:
        looks = made.column("review_case_id").combine_chunks()
        codes = pseudonymise(looks, pa.repeat(pa.scalar("tally"), made.num_rows), secret, "review_look")
        made = made.set_column(made.column_names.index("review_case_id"), "review_case_id", codes)
        order = ("agency_code", "event_quarter", "element_id", "outcome", "review_case_id")
        made = made.sort_by([(name, "ascending") for name in order])
    return pa.concat_tables([fitted(part, table.schema) for part in (kept, made)])


# A row is one look at one practice, by itself: its number is to become a keyed code that no other look of the record has. The same
# look in a later sheet gets the same code, so that it still counts in place of this one.
_REVIEWS = f"""
SELECT
    concat_ws('|', agency_code, review_case_id, element_id) AS review_case_id,
    agency_code, element_id, event_quarter, outcome, outcome_reason, record_kind, dv_scope, arrest_made, goa, limited_english,
    dual_arrest, '' AS source_sheet, {NO_LINE} AS source_row
FROM line WHERE is_due
"""
# A row is no person any more: within a wave and a part of the response every question's answers are sorted by themselves. So each
# question has the answers it had, and no two of them belong together. People are numbered on from part to part, so that a wave
# still has as many; a person's part that stands twice counts as it last stood.
_ANSWERED = f"""
WITH last_said AS (
    SELECT * FROM line WHERE is_due
    QUALIFY row_number() OVER (PARTITION BY quarter, answer_no, survivor_step ORDER BY place DESC) = 1
),

person AS (SELECT quarter, count(DISTINCT answer_no) AS people_count FROM last_said GROUP BY quarter),

part AS (
    SELECT
        quarter, survivor_step, count(*) AS part_count,
        {", ".join(f"list_sort(list({name}), 'ASC', 'NULLS LAST') AS {name}" for name in _ANSWERS)}
    FROM last_said
    GROUP BY quarter, survivor_step
),

begun AS (
    SELECT *, coalesce(sum(part_count) OVER (
        PARTITION BY quarter ORDER BY survivor_step ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before_count
    FROM part
),

told AS (
    SELECT
        quarter, survivor_step, before_count, unnest(range(part_count)) AS turn,
        {", ".join(f"unnest({name}) AS {name}" for name in _ANSWERS)}
    FROM begun
)

SELECT
    year(quarter) || '-Q' || quarter(quarter) AS survey_wave,
    ((before_count + turn) % people_count + 1)::BIGINT AS answer_no,
    survivor_step, true AS consent_aggregate, {", ".join(_ANSWERS)}, '' AS source_sheet, {NO_LINE} AS source_row
FROM told
INNER JOIN person USING (quarter)
ORDER BY quarter, survivor_step, turn
"""


def _load(
    connection: duckdb.DuckDBPyConnection, table: pa.Table, dataset: str, quarters: Iterable[date]
) -> None:
    """Fill ``line``: the rows with their quarter, their place, and whether they are lines of one of ``quarters``."""
    told = f"trim({QUARTER_FIELD[dataset]})"
    listed = ", ".join(f"DATE '{quarter}'" for quarter in sorted(quarters)) or "NULL::DATE"
    connection.register("given", table)
    connection.execute(
        f"CREATE TABLE line AS SELECT *, source_row > {NO_LINE} AS is_line, coalesce(is_line AND quarter IN ({listed}), false) AS is_due"
        " FROM (SELECT *, row_number() OVER () AS place,"
        f" CASE WHEN regexp_full_match({told}, '[0-9]{{4}}[- ]?[Qq][1-4]')"
        f" THEN make_date(left({told}, 4)::INTEGER, right({told}, 1)::INTEGER * 3 - 2, 1) END AS quarter FROM given)"
    )
    connection.unregister("given")


def _names(table: pa.Table) -> str:
    return ", ".join(table.column_names)


def _lines_by_quarter(table: pa.Table, dataset: str, quarters: Iterable[date]) -> dict[date, int]:
    """How many lines of each of ``quarters`` the table has."""
    with memory() as connection:
        _load(connection, table, dataset, quarters)
        return dict(
            connection.execute(
                "SELECT quarter, count(*) FROM line WHERE is_due GROUP BY quarter ORDER BY quarter"
            ).fetchall()
        )


def _quarters(submission: Submission, key: str) -> dict[date, bool]:
    """The quarters that a stored sheet has rows of, and whether any of them is not tallied yet."""
    if submission.records is None:
        return {}
    with memory() as connection:
        _load(connection, read_parquet(submission.records, key), str(submission.manifest["dataset"]), ())
        query = "SELECT quarter, bool_or(is_line) FROM line WHERE quarter IS NOT NULL GROUP BY quarter"
        return dict(connection.execute(query).fetchall())


def _months_of(dataset: str, rules: Retention) -> int:
    """A clock in months, as the log has it."""
    return (rules.case_review_days or 0) // 30 if dataset == CASE_REVIEW else rules.survey_months or 0


def _came(submission: Submission) -> date:
    return date.fromisoformat(str(submission.manifest["received_ts"])[:10])
