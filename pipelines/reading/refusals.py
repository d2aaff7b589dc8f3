"""The sentences for files that cannot be read: what the file is and what its sender does next.

Where each is met stands in ``sniff.py`` (by content), ``child.py`` (while reading) and ``pool.py`` (crash, time).
"""

from __future__ import annotations

from pipelines.problems import Problem, Severity, Stage
from pipelines.reading.book import Unreadable

SAVE_AS = "open it in Excel, choose File > Save As > Excel Workbook (.xlsx), and send that file"

SENTENCES = {
    "file_empty": "The file is empty: it holds no data. Export it again, look that it opens with rows in it, and send the new file.",
    "file_password": (
        "The file is protected by a password or by rights management and cannot be opened. "
        "Save a copy without the password (Excel: File > Info > Protect Workbook) and send the copy the way your agency protects data."
    ),
    "file_damaged": f"The file is damaged or was not copied whole. If it opens on your computer, {SAVE_AS}; if it does not, export it again.",
    "file_unknown_kind": f"The file is not a spreadsheet that can be read. Export as .xlsx or .csv; or {SAVE_AS}.",
    "file_lock_file": (
        "This is the small lock file (its name begins with ~$) that Excel keeps beside a workbook while it is open. "
        "Close the workbook in Excel and send the workbook itself."
    ),
    "file_pointer": (
        "This is a small text that stands in for a file stored elsewhere (a Git LFS pointer), not the spreadsheet. "
        "Download the real file and send that."
    ),
    "file_too_large": (
        "The file unpacks to more than can be read safely. Often formatting or formulas run down to the last row of the sheet: "
        "copy only the rows with data into a new workbook, or send one file per month."
    ),
    "file_reader_failed": f"The file made the reader fail, so nothing of it was used. Please {SAVE_AS}; that usually repairs it.",
    "file_reader_timeout": (
        "Reading the file took longer than allowed, so nothing of it was used. "
        "Copy only the rows with data into a new workbook, or send one file per month."
    ),
}


def refusal(check_id: str, message: str | None = None) -> Unreadable:
    """The refusal of a whole file under ``check_id``, with its own sentence where the usual one can be bettered."""
    return Unreadable(
        Problem(
            check_id, Severity.WHOLE_FILE, Stage.FILE, SENTENCES[check_id] if message is None else message
        )
    )


def unknown_kind(
    what: str, remedy: str = "Export the data as .xlsx or .csv and send that file."
) -> Unreadable:
    """The refusal of a file whose kind is known, but is not a spreadsheet: "The file is a PDF document."."""
    return refusal("file_unknown_kind", f"The file is {what}, not a spreadsheet that can be read. {remedy}")


def note(check_id: str, message: str) -> Problem:
    """Something about the reading that a person should know and that needs no correction."""
    return Problem(check_id, Severity.NOTE, Stage.FILE, message)
