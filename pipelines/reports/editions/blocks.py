"""The blocks that a report of ``typ/report.typ`` is made of, and the report itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipelines.reports.edition import Site
from pipelines.reports.editions.imprint import Edition
from pipelines.reports.kit.front import SAMPLE_BANNER
from pipelines.reports.kit.typeset import typeset

Block = dict[str, Any]
_LONGEST = 170


def heading(words: str) -> Block:
    """The heading of what follows."""
    return {"kind": "heading", "text": words}


def text(words: str) -> Block:
    """A paragraph."""
    return {"kind": "text", "text": words}


def note(words: str) -> Block:
    """A paragraph that stands back."""
    return {"kind": "note", "text": words}


def lines(items: Sequence[str], none: str) -> Block:
    """A list, or one sentence where there is nothing to list."""
    return {"kind": "lines", "items": list(items)} if items else text(none)


def quotation(words: str) -> Block:
    """Words that somebody agreed to be quoted with."""
    return {"kind": "quote", "text": words}


def table(
    widths: Sequence[int], header: Sequence[str], rows: Sequence[Sequence[str]], words: Sequence[int] = (0,)
) -> Block:
    """A table; a width of 0 fits the content, others share the page; ``words`` are the columns that are not numbers."""
    return {
        "kind": "table",
        "columns": list(widths),
        "header": list(header),
        "rows": [list(row) for row in rows],
        "words": list(words),
    }


def chart(svg: str, alt: str, width: int = 100) -> Block:
    """A drawing in percent of the page's width, with what it shows in words."""
    return {"kind": "chart", "picture": {"svg": svg, "alt": alt}, "width": width}


def shorten(words: str) -> str:
    """``words`` in a length that a page bears; the workbook has them whole, and the mark says so."""
    return (
        words if len(words) <= _LONGEST else words[:_LONGEST].rsplit(" ", 1)[0] + " … (whole in the workbook)"
    )


def frame(site: Site, edition: Edition, title: str) -> dict[str, Any]:
    """What every printed page carries."""
    return {
        "title": title,
        "edition": f"Edition {edition.quarter.label}",
        "site": site.site_name,
        "status": edition.status,
        "sample": SAMPLE_BANNER.replace("workbook", "document") if site.is_sample else "",
    }


def report_pdf(
    site: Site,
    edition: Edition,
    title: str,
    over: str,
    facts: Sequence[str],
    pages: Sequence[Sequence[Block]],
) -> bytes:
    """The PDF of a report; each of ``pages`` is held to one page."""
    data = {
        **frame(site, edition, f"{title}, {edition.quarter.words}"),
        "over": over,
        "heading": title,
        "facts": [*facts, edition.status],
        "pages": [list(page) for page in pages],
    }
    return typeset("report", data, site.as_of)
