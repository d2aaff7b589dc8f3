"""An HTML page with tables, as many systems save "Excel" files: each table becomes a text sheet.

Cells keep their text as written: no type is guessed. What is not shown is read all the same and told
(``html_tables.py``). Real workbooks are read by ``spreadsheets.py``.
"""

from __future__ import annotations

import re
from itertools import zip_longest

import pyarrow as pa

from pipelines.problems import Problem
from pipelines.reading.book import Limits, Sheet, text_table
from pipelines.reading.delimited import decoded
from pipelines.reading.html_hiding import hiding_classes
from pipelines.reading.html_tables import TableParser
from pipelines.reading.refusals import refusal

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_BESIDE = "text beside the tables"


def read_html(data: bytes, limits: Limits) -> tuple[tuple[Sheet, ...], tuple[Problem, ...], dict[str, str]]:
    """The tables of a page as sheets "Table 1", "Table 2", notes about encoding, and the page's title and other text.

    A cell that spans columns or rows has its text in the first of them, as a merged cell has in Excel.

    Raises:
        Unreadable: file_unknown_kind for a page without a table, file_too_large.
    """
    text, notes = _page(data)
    parser = TableParser(limits.cells, hiding_classes(text))
    parser.feed(text)
    parser.close()
    sheets: list[Sheet] = []
    cells = 0
    for table in parser.tables:
        rows = table.rows
        width = max(map(len, rows), default=0)
        cells += width * len(rows)
        if cells > limits.cells:
            raise refusal("file_too_large")
        columns = [
            pa.array([value or None for value in column], pa.string()) for column in zip_longest(*rows)
        ]
        grid = text_table(columns, len(rows))
        if grid.num_columns:
            facts = table.facts(grid.num_rows, grid.num_columns)
            sheets.append(Sheet(f"Table {len(sheets) + 1}", not table.is_hidden, grid, facts))
    if not sheets:
        raise refusal(
            "file_unknown_kind",
            "The file is a web page without a table of data, often a sign-in or error page saved in place of the export. "
            "Export the data again and look that it opens with rows in it.",
        )
    told = {"title": parser.title, _BESIDE: parser.beside}
    properties = {name: words for name, texts in told.items() if (words := " ".join(" ".join(texts).split()))}
    return tuple(sheets), notes, properties


def _page(data: bytes) -> tuple[str, tuple[Problem, ...]]:
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        name = declared[1].decode("ascii").lower()
        name = "cp1252" if name in ("iso-8859-1", "latin1", "us-ascii") else name  # as every browser reads it
        try:
            return data.decode(name), ()
        except (LookupError, UnicodeDecodeError):
            pass
    return decoded(data)
