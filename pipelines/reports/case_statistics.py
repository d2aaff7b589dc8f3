"""Case statistics: from 911 call to probation, in counts and shares, with charts, for agencies together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipelines.reports.baseline import add_baseline, add_not_told
from pipelines.reports.breakdowns import add_breakdowns
from pipelines.reports.change_tables import add_changes
from pipelines.reports.control_panels import add_control_charts
from pipelines.reports.coverage import add_coverage, add_coverage_chart
from pipelines.reports.data_quality import add_match_rates
from pipelines.reports.disparity import add_disparity
from pipelines.reports.edition import (
    LEGEND,
    definition_rows,
    make_cover,
    make_imprint,
    make_notes,
    read_site,
)
from pipelines.reports.figures import Figures
from pipelines.reports.footnotes import footnote_lines
from pipelines.reports.funnel import add_funnel_panels, add_funnel_table, read_funnel
from pipelines.reports.kit import Book, Sheet, add_cover, add_definitions, add_notes, add_panels
from pipelines.reports.measure_panels import mix_panels, trend_panel, wait_panels
from pipelines.reports.measure_tables import add_by_month, add_glance, add_times, add_value_lines
from pipelines.reports.open_waits import add_open_waits
from pipelines.reports.source import Source
from pipelines.reports.victims_residents import add_victims_and_residents

TITLE = "Case statistics"
AUDIENCE = "joint"

PROFILES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "Calls",
        "911 and dispatch calls",
        ("M001", "M002", "M003", "M006", "M007", "M008", "M009", "M010", "M011", "M012", "M021"),
    ),
    (
        "Reports",
        "Police reports",
        (
            "M020",
            "M022",
            "M023",
            "M024",
            "M025",
            "M026",
            "M027",
            "M028",
            "M029",
            "M030",
            "M031",
            "M032",
            "M033",
            "M034",
            "M035",
            "M037",
            "M038",
            "M046",
            "M047",
            "M049",
            "M163",
        ),
    ),
    ("Arrests", "Arrests", ("M036", "M039", "M040", "M041", "M042", "M043", "M044", "M048", "M081")),
    (
        "Custody and release",
        "Jail, release and pretrial",
        (
            "M060",
            "M062",
            "M063",
            "M064",
            "M065",
            "M066",
            "M067",
            "M068",
            "M069",
            "M070",
            "M071",
            "M072",
            "M073",
        ),
    ),
    (
        "Prosecution",
        "Referrals and charging",
        ("M080", "M083", "M084", "M085", "M086", "M088", "M090", "M093"),
    ),
    (
        "Court",
        "Court cases",
        (
            "M089",
            "M100",
            "M101",
            "M102",
            "M103",
            "M104",
            "M105",
            "M106",
            "M107",
            "M109",
            "M110",
            "M111",
            "M112",
            "M121",
        ),
    ),
    ("Sentences", "Sentences and their conditions", ("M114", "M116", "M117")),
    ("Orders", "Protection orders and firearm surrender", ("M113", "M118", "M119")),
    (
        "Probation",
        "Supervision",
        (
            "M130",
            "M131",
            "M132",
            "M133",
            "M134",
            "M135",
            "M136",
            "M138",
            "M139",
            "M140",
            "M141",
            "M142",
            "M143",
        ),
    ),
    ("Advocacy", "Advocacy programs", ("M150", "M151", "M152", "M153")),
    ("Team work", "Recommendations, training, findings, consultations", ("M175", "M176", "M177", "M178")),
)
_KNOWN = {measure_id for _, _, ids in PROFILES for measure_id in ids}
_ELSEWHERE = {"M160", "M161", "M170", "M171", "M173", "M172", "M174", "M162", "M164"}
TRENDS = (
    ("Charts - calls to arrest", "Calls, reports and arrests over time", ("M001", "M020", "M021", "M036", "M040", "M025", "M044")),
    ("Charts - custody to court", "Custody, charging and court over time", ("M060", "M064", "M080", "M083", "M100", "M103")),
    ("Charts - supervision", "Supervision over time", ("M130", "M138", "M140")),
)  # fmt: skip
_MIXES = (
    "M032", "M033", "M063", "M068", "M084", "M087", "M089", "M101", "M103", "M104", "M108", "M113", "M114", "M116", "M118", "M119", "M120", "M092", "M109",
    "M130", "M136", "M139", "M141",
)  # fmt: skip


def write(source: Source, path: Path) -> None:
    """Writes the case statistics workbook to ``path``."""
    site = read_site(source)
    figures = Figures(source, AUDIENCE)
    profiles = _profiles(figures)
    with Book(path, make_imprint(site, TITLE)) as book:
        add_cover(
            book, make_cover(source, site, "Domestic violence cases from 911 call to supervision", AUDIENCE)
        )
        _add_glance(book, figures, profiles)
        steps = [(name, ids) for name, _, ids in (*profiles, ("Times", "Times", _medians(figures)))]
        add_changes(book, source, figures, steps, AUDIENCE)
        add_baseline(book, source, figures, steps, AUDIENCE)
        for name, title, ids in profiles:
            add_value_lines(book, figures, _profile_words(name, title), ids)
        for name, title, ids in TRENDS:
            _add_trends(book, figures, name, title, ids)
        add_control_charts(book, source, figures, [m for _, _, ids in TRENDS for m in ids], AUDIENCE)
        _add_mixes(book, figures)
        funnel = read_funnel(source, AUDIENCE)
        add_funnel_table(book, funnel)
        add_funnel_panels(book, funnel)
        add_times(book, figures)
        _add_waits(book, figures)
        add_open_waits(book, source, figures, AUDIENCE)
        add_breakdowns(book, figures, [m for _, ids in steps for m in ids])
        add_victims_and_residents(book, source, figures)
        add_disparity(book, source, figures, AUDIENCE)
        add_by_month(book, figures, [m for m in figures.measure_ids if m not in _ELSEWHERE])
        add_coverage(book, source)
        add_coverage_chart(book, source)
        add_match_rates(book, source, with_counts=False)
        add_definitions(book, definition_rows(source, figures.measure_ids))
        add_not_told(book, source)
        add_notes(book, make_notes(source, site, *footnote_lines(source)))


def _medians(figures: Figures) -> list[str]:
    return [m for m in figures.measure_ids if figures.definitions[m].kind == "median"]


def _profiles(figures: Figures) -> list[tuple[str, str, Sequence[str]]]:
    """The profiles, and one for measures that a site added and no profile names."""
    others = [m for m in figures.measure_ids if m not in _KNOWN and m not in _ELSEWHERE]
    more = [m for m in others if figures.definitions[m].kind != "median"]
    return [*PROFILES, ("Other measures", "Other measures", more)] if more else list(PROFILES)


def _profile_words(name: str, title: str) -> Sheet:
    return Sheet(
        name,
        f"{title}: each measure by agency, for 12 months, the latest quarter and the latest months.",
        title,
        "A line is one measure, agency and period. Share is Count of Out of; Unknown is left out of both. Worst cases: the share if "
        "no unknown record counted, and if every unknown and every unlinked one did. "
        "All DV: every domestic violence case; Partners: between intimate partners.",
        LEGEND,
    )


def _add_glance(book: Book, figures: Figures, profiles: Sequence[tuple[str, str, Sequence[str]]]) -> None:
    words = Sheet(
        "At a glance",
        "The headline of every step on one page: latest month, latest quarter, 12 months.",
        "At a glance",
        "All agencies together. Read across: the latest month, the latest full quarter, and 12 months. Small moves are chance; look at 12 months first.",
        LEGEND,
    )
    add_glance(book, figures, words, [(name, ids) for name, _, ids in profiles])


def _add_trends(book: Book, figures: Figures, name: str, title: str, ids: Sequence[str]) -> None:
    panels = [panel for m in ids if m in figures.measure_ids and (panel := trend_panel(figures, m))]
    if not panels:
        return
    add_panels(
        book,
        Sheet(
            name,
            f"{title}, as line charts with their numbers.",
            title,
            "Months, or quarters where most months have fewer than 10 in the base. A gap in a line is a figure that is too small to show or was not sent.",
            LEGEND[:2],
        ),
        panels,
    )


def _add_mixes(book: Book, figures: Figures) -> None:
    named = [m for m in _MIXES if m in figures.measure_ids]
    panels = [panel for m in named for panel in mix_panels(figures, m)]
    if not panels:
        return
    add_panels(
        book,
        Sheet(
            "Kinds and reasons",
            "Kinds of release, declination and dismissal reasons, dispositions, sentences, orders: 12 months, as bars.",
            "Kinds and reasons",
            "The latest 12 months, the most frequent first. A kind without a bar and with † is too few to show.",
            LEGEND[:1],
        ),
        panels,
    )


def _add_waits(book: Book, figures: Figures) -> None:
    panels = wait_panels(figures)
    if not panels:
        return
    add_panels(
        book,
        Sheet(
            "Times chart",
            "The waits of the latest 12 months as bars, minutes and days apart.",
            "Times between steps, in pictures",
            "Half of the cases took the median or less; 9 of 10 took the second figure or less.",
            LEGEND[:1],
        ),
        panels,
    )
