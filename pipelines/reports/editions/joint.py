"""The printed pages for all: the joint summary of two pages, the survivor page, the page of differences, the fact sheet.

Agencies stand in the order in which a case meets them; nothing is ranked.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.metadata.edition import JOINT_MEASURES, PUBLIC_MEASURES
from pipelines.reports.disparity import ratio_of
from pipelines.reports.edition import Site, as_date, text_of
from pipelines.reports.editions import blocks
from pipelines.reports.editions.blocks import Block
from pipelines.reports.editions.changes import read_changed
from pipelines.reports.editions.completeness import Completeness, read_completeness
from pipelines.reports.editions.director import NO_RANKING, SMALL_NUMBERS, decisions
from pipelines.reports.editions.imprint import Edition
from pipelines.reports.editions.practice import policy_bars
from pipelines.reports.editions.restated import restated_lines
from pipelines.reports.editions.voices import TOO_FEW, Voice, read_voice
from pipelines.reports.figure import Figure, Period, of_words
from pipelines.reports.figures import Figures
from pipelines.reports.funnel import read_funnel
from pipelines.reports.handovers import handover_text
from pipelines.reports.kit.cells import POLICY_STATUSES
from pipelines.reports.kit.svg import bars_svg
from pipelines.reports.source import Source, rows_of
from pipelines.statistics.ratios import difference_words

_CHANGES, _ASKED, _HANDOVERS, _DIFFERENCES, _QUOTES = 6, 6, 3, 14, 3
_HELP = (
    "If somebody is in danger now, call 911. The National Domestic Violence Hotline is there day and night: 1-800-799-7233, "
    "thehotline.org."
)


def joint_pdf(source: Source, site: Site, edition: Edition, figures: Figures) -> bytes:
    """The joint summary: survivors first, then data, numbers and the way of cases; policy, handovers, decisions."""
    complete = read_completeness(source, None, edition.quarter)
    voice = read_voice(source, edition.quarter)
    first = [
        blocks.heading("What survivors say"),
        *_voice_lines(voice),
        blocks.heading("What clearly changed"),
        blocks.lines(_changes(source, figures), "No headline changed by more than chance explains."),
        blocks.heading("Key numbers"),
        _numbers(figures),
        blocks.heading("From report to supervision, 12 months"),
        *_funnel(source),
    ]
    second = [
        blocks.heading("Data of the quarter, agency by agency"),
        _data(source, edition),
        *([blocks.lines(complete.gaps[:4], "")] if complete.gaps else []),
        blocks.heading("Written policy, by status"),
        _policy(source),
        blocks.heading("Handovers to talk about"),
        blocks.lines(
            _handovers(source),
            "What is passed on and what is taken in agree, or are not counted by both sides.",
        ),
        blocks.heading("Decisions asked for"),
        blocks.lines(_asked(source), "None this quarter."),
        blocks.heading("Restated since an earlier edition"),
        blocks.lines(restated_lines(source, "joint"), "No released figure has moved since."),
        blocks.note(f"{SMALL_NUMBERS} {NO_RANKING}"),
    ]
    return blocks.report_pdf(
        site,
        edition,
        "Joint summary",
        f"All agencies · {edition.quarter.words}",
        [complete.words],
        [first, second],
    )


def survivor_pdf(source: Source, site: Site, edition: Edition) -> bytes:
    """The survivor page: themes, words that were agreed to, and statements with how many scored them."""
    voice = read_voice(source, edition.quarter)
    told = [answer for answer in voice.answers if answer.tenths is not None]
    steps = list(dict.fromkeys(answer.step for answer in voice.answers))
    items = list(dict.fromkeys(answer.item for answer in told))
    by_place = {(answer.item, answer.step): answer.tenths for answer in told}
    rows = [[item, *(str(by_place.get((item, step), "†")) for step in steps)] for item in items]
    page = [
        blocks.heading("Themes"),
        blocks.lines(voice.themes, "Not enough responses to share this quarter."),
        blocks.heading("In their own words"),
        *(
            [blocks.quotation(f"“{quote}”") for quote in voice.quotes[:_QUOTES]]
            or [blocks.text("No words to share this quarter.")]
        ),
        blocks.heading("How people scored their contacts"),
        *(
            [blocks.table([1, *(0 for _ in steps)], ["Of ten people, so many agree", *steps], rows)]
            if rows
            else [blocks.text("Not enough responses to share this quarter.")]
        ),
        *(
            [
                blocks.note(
                    f"{TOO_FEW}. 9 is nine or more, 1 is one or fewer, so that no single answer can be known."
                )
            ]
            if rows
            else []
        ),
        blocks.note(
            "Answering is voluntary and no service depends on it. A statement is told from ten answers on; words only where the person "
            "agreed to be quoted and a second person confirmed that nothing in them identifies anybody."
        ),
    ]
    return blocks.report_pdf(site, edition, "What survivors say", "All agencies", [], [page])


def differences_pdf(source: Source, site: Site, edition: Edition, figures: Figures) -> bytes:
    """The page of differences between groups: rates, the ratio with its interval, one sentence each."""
    frame = source.query("rate_ratio", audience="joint")
    rows = [row for row in rows_of(frame) if row.agency_code == figures.headline_agency(row.measure_id)]
    told = [row for row in rows if pd.notna(row.ratio)]
    hidden = len(rows) - len(told)
    body = [
        [
            str(row.outcome),
            figures.label(row.measure_id, row.breakdown, row.category),
            *_ratio_words(row, figures),
        ]
        for row in told[:_DIFFERENCES]
    ]
    page = [
        blocks.heading("Outcomes of groups at each decision"),
        *(
            [blocks.table([2, 1, 1, 3], ["Outcome", "Group", "Rate", "In words"], body, (0, 1, 3))]
            if body
            else [blocks.text("No two groups are large enough to stand beside each other.")]
        ),
        *(
            [blocks.note(f"{len(told) - _DIFFERENCES} more stand in the joint workbook.")]
            if len(told) > _DIFFERENCES
            else []
        ),
        *(
            [blocks.note(f"{hidden} comparisons are not told: too few in one of the groups.")]
            if hidden
            else []
        ),
        blocks.note(
            "A ratio of 1 is no difference. It is a difference in outcome: the records do not say why. Talk about it with people of the "
            "communities concerned. The records of people whose group is not written down are left out; the workbook gives their number."
        ),
    ]
    return blocks.report_pdf(
        site, edition, "Differences between groups", "All agencies, 12 months", [], [page]
    )


def fact_pdf(source: Source, site: Site, edition: Edition, figures: Figures) -> bytes:
    """The fact sheet for the public: how many at each step in twelve months, with the strictest rule for small numbers."""
    year = figures.years[-1] if figures.years else None
    drawn: list[tuple[str, float | None, str]] = []
    rows = []
    for measure in PUBLIC_MEASURES:
        agency = figures.headline_agency(measure) if measure in figures.measure_ids else None
        figure = figures.get(measure, agency, year) if agency is not None and year is not None else None
        if figure is None:
            continue
        definition = figures.definitions[measure]
        words = _figure_words(figure)
        rows.append([definition.name, words, definition.unit.lower()])
        if definition.kind != "share" and figure.state == "shown":
            drawn.append((definition.name, float(figure.num or 0), words))
    period = year.words if year is not None else edition.quarter.words
    alt = f"Bars of counts, {period}. " + "; ".join(f"{name}: {words}" for name, _, words in drawn) + "."
    page = [
        blocks.text(
            f"What the agencies of {site.county_name or site.site_name} counted together in the {period}. {site.dv_scope_note}"
        ),
        blocks.heading("In numbers"),
        *([blocks.chart(bars_svg(drawn), alt)] if drawn else []),
        blocks.table([2, 1, 1], ["What", "How many", "Counted in"], rows, (0, 2))
        if rows
        else blocks.text("There are no figures that can be told yet."),
        blocks.heading("What survivors say"),
        *_voice_lines(read_voice(source, edition.quarter), quotes=False),
        blocks.heading("How to read this"),
        blocks.text(
            "Each number counts what was recorded; much is never reported. One case may stand in several numbers, as it walks from the call "
            "to the court. Numbers under ten, and what would give them away, are left out (†). The numbers say nothing about any one person."
        ),
        blocks.heading("Help"),
        blocks.text(_HELP),
    ]
    facts = [read_completeness(source, None, edition.quarter).words]
    return blocks.report_pdf(site, edition, "Fact sheet", f"{site.site_name} · for everybody", facts, [page])


def _voice_lines(voice: Voice, quotes: bool = True) -> list[Block]:
    words = [blocks.lines(voice.themes[:4], "Not enough responses to share this quarter.")]
    return [*words, blocks.quotation(voice.quote)] if quotes and voice.quote else words


def _changes(source: Source, figures: Figures) -> list[str]:
    """Clear changes of all agencies together or of the only one that sends the measure, the quarter's first."""
    changed = read_changed(source, figures, "joint")
    clear = [
        c for c in changed
        if c.is_clear and c.agency_code == figures.headline_agency(c.measure_id)
    ]  # fmt: skip
    clear.sort(key=lambda c: c.kind != "quarter")
    return [c.sentence for c in clear[:_CHANGES]]


def _numbers(figures: Figures) -> Block:
    periods = [*figures.quarters[-2:], *figures.years[-1:]]
    rows = []
    for measure in JOINT_MEASURES:
        agency = figures.headline_agency(measure) if measure in figures.measure_ids else None
        if agency is not None:
            told = [_figure_words(figures.get(measure, agency, period)) for period in periods]
            rows.append([figures.definitions[measure].name, *told])
    if not rows:
        return blocks.text("No figure that can be shown.")
    return blocks.table([2, *(1 for _ in periods)], ["Measure", *(p.words for p in periods)], rows)


def _figure_words(figure: Figure | None) -> str:
    if figure is None:
        return "–"
    if figure.state == "suppressed":
        return "†"
    if figure.state != "shown":
        return figure.note.lower() or "no cases"
    if figure.den is None or figure.num is None:
        return f"{figure.num:,}" if figure.num is not None else "–"
    share = f" ({figure.share:.0%})" if figure.share is not None else ""
    return f"{of_words(figure.num, figure.den)}{share}"


def _funnel(source: Source) -> list[Block]:
    frame = read_funnel(source, "joint")
    frame = frame[(frame["agency_code"] == "all") & (frame["cohort_kind"] == "rolling12")]
    frame = frame[frame["cohort_start"] == frame["cohort_start"].max()]
    steps: list[tuple[str, float | None, str]] = [_step(row) for row in rows_of(frame)]
    if not steps:
        return [blocks.text("There is no cohort of twelve months yet.")]
    period = Period(
        "rolling12", as_date(frame["cohort_start"].iloc[0]), as_date(frame["cohort_start"].iloc[0])
    )
    alt = (
        "Bars of incidents that reached each step. "
        + "; ".join(f"{name}: {words}" for name, _, words in steps)
        + "."
    )
    return [
        blocks.chart(bars_svg(steps), alt, 88),
        blocks.note(
            f"Incidents of the 12 months from {period.start:%b %Y}, followed through linked records."
        ),
    ]


def _step(row: Any) -> tuple[str, float | None, str]:
    if row.suppressed:
        return str(row.label), None, "†"
    if row.too_early:
        return str(row.label), None, "too early"
    if row.links_low or pd.isna(row.linked):
        return str(row.label), None, "not linked"
    return str(row.label), float(row.linked), f"{row.linked:,.0f}"


def _data(source: Source, edition: Edition) -> Block:
    rows = []
    for agency in rows_of(source.query("agency")):
        found: Completeness = read_completeness(source, agency.agency_code, edition.quarter)
        rows.append(
            [str(agency.agency_name), str(agency.area_label), found.light, f"{found.came} of {found.due}"]
        )
    return blocks.table([2, 1, 1, 0], ["Agency", "Area", "Data", "Files in"], rows, (0, 1, 2))


def _policy(source: Source) -> Block:
    statuses = ("met", "partly", "not_met", "not_addressed", "conflicts")
    rows = []
    for agency in rows_of(source.query("agency")):
        now = policy_bars(source, agency.agency_code)
        told = [str(now.now.get(status, 0)) for status in statuses] if now.answered else ["–"] * len(statuses)
        rows.append([str(agency.agency_name), *told])
    return blocks.table(
        [2, *(0 for _ in statuses)], ["Agency", *(POLICY_STATUSES[s].text for s in statuses)], rows
    )


def _handovers(source: Source) -> list[str]:
    frame = source.query("handover")
    rows = [row for row in rows_of(frame) if row.differs and row.period_kind == "rolling12"]
    return [handover_text(row) for row in rows[:_HANDOVERS]]


def _asked(source: Source) -> list[str]:
    lines = []
    for agency in rows_of(source.query("agency")):
        asked, _ = decisions(source, agency.agency_code)
        lines += [blocks.shorten(f"{agency.agency_name}: {line}") for line in asked[:1]]
    return lines[:_ASKED]


def _ratio_words(row: Any, figures: Figures) -> tuple[str, str]:
    rate = f"{of_words(row.num, row.den)} ({row.num / row.den:.0%})"
    names = [figures.label(row.measure_id, row.breakdown, c) for c in (row.category, row.reference_category)]
    return rate, difference_words(names[0], names[1], ratio_of(row)) if not text_of(
        row.reason
    ) else "Too few to compare."
