"""The brief of one agency: its page of nine blocks as plain data for ``typ/director.typ``.

What the page says is found in ``director``; the other printed pages are made of ``blocks``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipelines.reports.edition import Site
from pipelines.reports.editions.blocks import frame, shorten
from pipelines.reports.editions.director import NO_RANKING, SMALL_NUMBERS, DirectorPage, KeyNumber
from pipelines.reports.editions.imprint import Edition
from pipelines.reports.editions.practice import BAR_STATUSES, PRACTICES, PolicyBars
from pipelines.reports.figure import short_cell
from pipelines.reports.kit.cells import POLICY_STATUSES
from pipelines.reports.kit.svg import line_svg, stacked_svg
from pipelines.reports.kit.typeset import typeset
from pipelines.reports.policy_tables import STATUS_COLORS


def director_pdf(site: Site, edition: Edition, page: DirectorPage) -> bytes:
    """The brief of one agency: its page of nine blocks."""
    more = len(page.practice.lines) - PRACTICES
    data = {
        **frame(site, edition, f"{page.agency_name}, {page.quarter.words}"),
        "over": f"{page.area} · Director’s page · {page.quarter.words}",
        "agency": page.agency_name,
        "facts": [page.completeness.words, edition.status],
        "needs": [shorten(line) for line in page.needs],
        "policy": {
            "chart": policy_chart(page.policy),
            "legend": policy_legend(page.policy),
            "conflicts": [shorten(line) for line in page.policy.conflicts],
        },
        "practice": {
            "title": f"4   Practice: case files of {page.practice.quarter}"
            if page.practice.lines
            else "4   Practice",
            "rows": [
                [line.title, line.told.removesuffix(" reviewed files"), line.arrow or "–"]
                for line in page.practice.lines[:PRACTICES]
            ],
            "more": f"{more} more stand in the workbook." if more > 0 else "",
        },
        "neighbors": list(page.neighbors),
        "numbers": [_number(page, number) for number in page.numbers],
        "voice": {"theme": page.voice.theme.capitalize(), "quote": shorten(page.voice.quote)},
        "asked": [shorten(line) for line in page.asked],
        "open": [shorten(line) for line in page.open_decisions],
        "footnote": [SMALL_NUMBERS, NO_RANKING],
    }
    return typeset("director", data, site.as_of)


def policy_chart(policy: PolicyBars) -> Mapping[str, str]:
    """The stacked bars of now and of the last round, with their words."""
    rows = [("Now", _parts(policy.now))]
    if policy.before:
        rows.append(("Last round", _parts(policy.before)))
    return {"svg": stacked_svg(rows), "alt": policy.alt}


def policy_legend(policy: PolicyBars) -> str:
    """The parts of the bars from left to right, by symbol, word and count."""
    return (
        "From the left: " + "; ".join(f"{POLICY_STATUSES[s].text} {n}" for s, n in policy.now.items()) + "."
    )


def _parts(counts: Mapping[str, int]) -> list[tuple[int, str, bool]]:
    return [(counts[status], *STATUS_COLORS[status]) for status in BAR_STATUSES if status in counts]


def _number(page: DirectorPage, number: KeyNumber) -> dict[str, Any]:
    return {
        "name": number.definition.name,
        "unit": number.definition.unit.lower(),
        "sentence": number.short,
        "chart": {"svg": line_svg(chart_values(number)), "alt": line_alt(page, number)},
    }


def chart_values(number: KeyNumber) -> list[float | None]:
    """What may be drawn of a measure: its share, median or count; None is a gap."""
    kind = number.definition.kind
    drawn: list[float | None] = []
    for figure in number.figures:
        if figure is None or figure.state != "shown":
            drawn.append(None)
        elif kind == "median":
            drawn.append(figure.value)
        elif figure.den is not None:
            drawn.append(
                figure.num / figure.den if figure.is_ratio and figure.num is not None else figure.share
            )
        else:
            drawn.append(None if figure.num is None else float(figure.num))
    return drawn


def line_alt(page: DirectorPage, number: KeyNumber) -> str:
    """The line in words: every quarter with what is told of it."""
    told = []
    for period, figure in zip(page.periods, number.figures, strict=True):
        value = short_cell(figure, number.definition.kind)
        words = f"{value.value:.0%}" if value.look == "share" else value.text
        told.append(f"{period.words}: {words.replace('†', 'too few to show') or 'no figure'}")
    return f"Line of {number.definition.name.lower()} by quarter. {'; '.join(told)}."
