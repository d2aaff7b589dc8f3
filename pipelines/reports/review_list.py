"""The list of records to read: for one agency and quarter, by row of the agency's own files, never by a case number.

The list goes to the agency alone. The tally that comes back names serial numbers only; it is a template like any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from pipelines.metadata import DATASETS
from pipelines.reports.edition import make_imprint, read_site
from pipelines.reports.kit import Book, Cell, Column, Sheet, add_notes, add_table, plain
from pipelines.reports.source import Source, rows_of
from pipelines.reports.templates import Known, Template, Value, write_template

_FLAGS = {  # what is known of a record by the stratum it was drawn from
    "arrest": {"arrest_made": True, "dual_arrest": False},
    "gone_on_arrival": {"arrest_made": False, "goa": True},
    "no_arrest": {"arrest_made": False, "goa": False},
    "dual": {"arrest_made": True, "dual_arrest": True},
}


def read_draw(source: Source, agency_code: str, quarter: str) -> pd.DataFrame:
    """The records drawn for one agency and quarter; empty where there are none."""
    return source.query("review_sample", agency=agency_code, quarter=quarter)


def last_quarter(source: Source) -> str | None:
    """The last quarter from which records are drawn; None where there is none."""
    frame = source.query("review_quarter")
    return None if frame.empty else str(frame["event_quarter"].iloc[0])


def write_list(
    source: Source, drawn: pd.DataFrame, agency_name: str, quarter: str, seed: int, path: Path
) -> Path:
    """Writes the list of records to read to ``path``."""
    site = read_site(source)
    with Book(path, make_imprint(site, f"Records to read: {agency_name}, {quarter}")) as book:
        _add_records(book, drawn, agency_name, quarter)
        _add_draw(book, drawn)
        add_notes(
            book,
            [
                ("For whom", f"{agency_name} alone. Pass it to nobody: with the agency's own file it leads to cases."),
                ("What to do", "Open the file, look up the row, take out the record. Two readers look for each practice of the tally and pick an outcome."),
                ("The tally", "Write the serial number, never a case number, a name or a day. Delete the lines of records that were not read."),
                ("How the records were drawn", f"By chance, each kind apart, with the seed {seed}. The same seed and the same files always give this list; nobody chose."),
                ("When it is of no use any more", "Delete this list once the tally has been accepted."),
            ],
        )  # fmt: skip
    return path


def _add_records(book: Book, drawn: pd.DataFrame, agency_name: str, quarter: str) -> None:
    columns = [
        Column("Serial number", "strong", 18),
        Column("Kind of record", "text", 18),
        Column("Drawn from", "text", 26),
        Column("File", "text", widest=52),
        Column("Sheet", "text", widest=30),
        Column("Row", "count", 9),
    ]
    rows = [
        [
            Cell(row.review_case_id),
            plain(row.kind_label),
            plain(row.stratum_label),
            plain(row.file_name),
            plain(row.source_sheet),
            plain(row.source_row),
        ]
        for row in rows_of(drawn)
    ]
    words = Sheet(
        "Records to read",
        "Each record to read, as file, sheet and row of the agency's own export.",
        f"Records to read: {agency_name}, {quarter}",
        "The row is Excel's row number in the file as it was sent. The serial number goes on the tally.",
    )
    add_table(book, words, columns, rows, group_by=3, fade=(1,), freeze_columns=1)


def _add_draw(book: Book, drawn: pd.DataFrame) -> None:
    columns = [
        Column("Kind of record", "strong", 18),
        Column("Drawn from", "text", 28),
        Column("Records in the quarter", "count", 14),
        Column("Asked for", "count", 11),
        Column("On the list", "count", 11),
        Column("Note", "text", 40),
    ]
    rows = []
    for (kind, stratum), group in drawn.groupby(["kind_label", "stratum_label"], sort=True):
        there, asked = int(group["records_count"].iloc[0]), int(group["asked_count"].iloc[0])
        note = "All of them: there are fewer than asked for." if there < asked else ""
        rows.append(
            [Cell(str(kind)), Cell(str(stratum)), Cell(there), Cell(asked), Cell(len(group)), Cell(note)]
        )
    words = Sheet(
        "How they were drawn",
        "How many records there were of each kind, and how many were drawn.",
        "How the records were drawn",
        "Each kind is drawn apart, so that the rare ones are read too. A kind without records in the quarter is not listed. "
        "The shares of all files together therefore speak of the files read, not of all files of the agency.",
    )
    add_table(book, words, columns, rows, filtered=False)


def tally_rows(
    known: Known, drawn: pd.DataFrame, agency_code: str, quarter: str
) -> tuple[Mapping[str, Value], ...]:
    """The lines of the tally: each drawn record with each practice that its kind can show, the outcome left open."""
    return tuple(
        {
            "review_case_id": row.review_case_id,
            "element_id": element.element_id,
            "agency_code": agency_code,
            "record_kind": row.kind_label,
            "event_quarter": quarter,
            **_FLAGS.get(row.stratum, {}),
        }
        for row in rows_of(drawn.sort_values("review_case_id"))
        for element in known.elements.values()
        if element.agency_area == row.agency_area
    )


def write_tally(known: Known, drawn: pd.DataFrame, agency_code: str, quarter: str, path: Path) -> Path:
    """Writes the tally for the drawn records to ``path``: the template of case review with its lines prepared."""
    rows = tally_rows(known, drawn, agency_code, quarter)
    named = {row["element_id"] for row in rows}
    elements = tuple(element for element in known.elements.values() if element.element_id in named)
    return write_template(Template(DATASETS["case_review"], path.stem, rows, elements), known, path)
