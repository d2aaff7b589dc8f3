"""Codes of a frame in words, and the names of places that links of a workbook lead to."""

from __future__ import annotations

from pipelines.reports.edition import text_of
from pipelines.reports.source import Source, rows_of


class CodeWords:
    """The words of every code list of the site."""

    def __init__(self, source: Source) -> None:
        self._labels = {(row.code_list, row.code): row.label for row in rows_of(source.query("code_list"))}

    def one(self, code_list: str, code: object) -> str | None:
        """The words of one code; the code itself where the list does not know it, None without one."""
        known = text_of(code).strip()
        return self._labels.get((code_list, known), known) if known else None

    def many(self, code_list: str, codes: object) -> str:
        """The words of codes separated by semicolons, each once, in small letters, with commas between them."""
        found = dict.fromkeys(part.strip() for part in text_of(codes).split(";"))
        return ", ".join(self._labels.get((code_list, code), code).lower() for code in found if code)


def listed(codes: object) -> list[str]:
    """The parts of a text separated by semicolons."""
    return [part.strip() for part in text_of(codes).split(";") if part.strip()]


def place(kind: str, number: object) -> str | None:
    """The name of a place in a workbook, for ``Cell.anchor`` and ``Cell.to``; None without a number."""
    known = text_of(number).strip().upper()
    return f"{kind}/{known}" if known else None
