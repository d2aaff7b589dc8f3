"""The sandboxed reader: ``python -m pipelines.reading.child MEMORY_MB`` reads files for ``pool.py`` until its input ends.

Request: 4 bytes of length, then JSON {"path", "limits"}. Answer: 4 bytes of length, the JSON of ``wire.py`` and one
Arrow stream per sheet, or JSON {"problem"}. Nothing goes to disk, nothing else to standard output.
"""

from __future__ import annotations

import json
import os
import struct
import sys
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa

from pipelines.problems import Problem
from pipelines.reading.book import Book, Limits, Unreadable
from pipelines.reading.delimited import read_delimited
from pipelines.reading.html import read_html
from pipelines.reading.refusals import note, refusal
from pipelines.reading.sniff import SPREADSHEET_KINDS, sniff
from pipelines.reading.wire import head_of
from pipelines.reading.workbooks import read_workbook
from pipelines.reading.xml_spreadsheet import read_xml_spreadsheet

LENGTH = struct.Struct(">I")
# Endings that may stand for each kind without a word; .csv for tabs and .txt for anything are common and harmless.
_USUAL_ENDINGS = {
    "xlsx": (".xlsx",),
    "xlsm": (".xlsm",),
    "xlsb": (".xlsb",),
    "xls": (".xls",),
    "ods": (".ods",),
    "xml": (".xml", ".xls"),  # older systems know no other ending
    "html": (".html", ".htm"),
    "csv": (".csv", ".txt"),
    "tsv": (".tsv", ".tab", ".txt", ".csv"),
}


def read_file(path: Path, limits: Limits) -> tuple[Book, bool]:
    """Reads a file in this very process, and says whether the process is still sound; only the sandbox calls it.

    Raises:
        Unreadable: whatever ``sniff`` and the readers refuse.
    """
    kind, data = sniff(path, limits)
    notes: tuple[Problem, ...] = ()
    properties: dict[str, str] = {}
    sound = True
    if kind in SPREADSHEET_KINDS:
        reading = read_workbook(data, kind, limits)
        sheets, notes, properties, sound = reading.sheets, reading.notes, reading.properties, reading.sound
    elif kind == "xml":
        sheets, notes, properties = read_xml_spreadsheet(data, limits)
    elif kind == "html":
        sheets, notes, properties = read_html(data, limits)
    else:
        kind, sheets, notes = read_delimited(data, limits)
    if path.suffix.lower() not in _USUAL_ENDINGS[kind]:
        notes += (
            note(
                "file_kind_differs",
                f"By its content this is a file of kind {kind}, whatever its name ends with. It was read as {kind}.",
            ),
        )
    return Book(kind, sheets, notes, properties), sound


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answers requests until there are no more, or until a reader failed in a way that may have left harm behind."""
    while True:
        head = requests.read(LENGTH.size)
        if len(head) < LENGTH.size:
            return
        request = json.loads(requests.read(LENGTH.unpack(head)[0]))
        sound = True
        try:
            book, sound = read_file(Path(request["path"]), Limits(**request["limits"]))
        except Unreadable as refused:
            _refuse(answers, refused.problem, sound)
        except MemoryError:
            sound = False
            _refuse(answers, refusal("file_too_large").problem, sound)
        except OSError:
            message = "The file could not be opened. If it is open in Excel or still being copied, close it and try again."
            _refuse(answers, refusal("file_reader_failed", message).problem, sound)
        except (
            BaseException
        ):  # calamine's PanicException is no Exception; its text may hold values and is dropped here
            sound = False
            _refuse(answers, refusal("file_reader_failed").problem, sound)
        else:
            _send_book(answers, book, sound)
            del book
            pa.default_memory_pool().release_unused()
        if not sound:
            return


def _refuse(answers: BinaryIO, problem: Problem, sound: bool) -> None:
    """Sends a refusal, and whether this process can still be trusted with the next file."""
    _send(answers, {"problem": problem.to_dict(), "sound": sound})


def _send(answers: BinaryIO, head: dict[str, Any]) -> None:
    text = json.dumps(head).encode()
    answers.write(LENGTH.pack(len(text)) + text)
    answers.flush()


def _send_book(answers: BinaryIO, book: Book, sound: bool) -> None:
    _send(answers, {**head_of(book), "sound": sound})
    for sheet in book.sheets:
        with pa.ipc.new_stream(answers, sheet.grid.schema) as stream:
            stream.write_table(sheet.grid)
        answers.flush()


def _fence(memory_mb: int) -> None:
    """Limits this process where the platform can: memory, no file written, no core file of a crash (it would hold data)."""
    try:
        import resource
    except ImportError:  # Windows: the clock of the parent and the limits on size remain
        return
    wanted = {
        "RLIMIT_CORE": 0,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_AS": memory_mb * 1024 * 1024,
    }
    for name, value in wanted.items():
        try:
            kind = getattr(resource, name)
            hard = resource.getrlimit(kind)[1]
            value = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(kind, (value, value))
        except (AttributeError, ValueError, OSError):
            continue


def main() -> None:
    """Fences this process in, then serves standard input."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)  # what a library prints must not get between answers
    os.dup2(nowhere, 2)
    _fence(int(sys.argv[1]))
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
