"""What the page of one agency's director says: nine blocks, fixed, from the figures that a director may see.

Which lines come first stands in ``needs``, the words of policy and practice in ``practice``, the looks in
``director_sheet`` and ``briefs``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from pipelines.metadata.edition import KEY_MEASURES
from pipelines.reports.edition import as_date, text_of
from pipelines.reports.editions.changes import Changed, read_changed
from pipelines.reports.editions.completeness import Completeness, read_completeness
from pipelines.reports.editions.needs import five_lines
from pipelines.reports.editions.own_findings import OwnFindings, read_own
from pipelines.reports.editions.practice import PolicyBars, Practice, policy_bars, read_practice
from pipelines.reports.editions.voices import Voice, read_voice
from pipelines.reports.figure import Definition, Figure, Period
from pipelines.reports.figures import Figures
from pipelines.reports.handovers import ALL, handover_text
from pipelines.reports.source import Source, rows_of
from pipelines.settings.quarter import Quarter
from pipelines.statistics.changes import Told
from pipelines.statistics.sentences import figure_words

KEY_NUMBERS, QUARTERS, NEIGHBORS, DECISIONS = 4, 8, 2, 3
SMALL_NUMBERS = (
    "† Too few to show: the figure, its base or the rest of its base is under the limit for these readers. With fewer "
    "than 10 in the base a figure is given as k of n. A change is named only where chance does not explain it."
)
NO_RANKING = (
    "For working together on policy and practice; it ranks no agency and no person. What a measure counts stands in the "
    "agency's workbook, on the sheet Definitions. Questions: the Blueprint coordinator."
)


@dataclass(frozen=True)
class KeyNumber:
    """A measure over the last eight quarters, and one sentence on the latest."""

    definition: Definition
    figures: tuple[Figure | None, ...]
    sentence: str

    @property
    def short(self) -> str:
        """The sentence without the name, which stands above it."""
        rest = self.sentence.removeprefix(f"{self.definition.name}, ")
        return rest[:1].upper() + rest[1:]


@dataclass(frozen=True)
class DirectorPage:
    """The nine blocks of one agency's page."""

    agency_code: str
    agency_name: str
    area: str
    quarter: Quarter
    completeness: Completeness
    needs: tuple[str, ...]
    policy: PolicyBars
    practice: Practice
    periods: tuple[Period, ...]
    numbers: tuple[KeyNumber, ...]
    neighbors: tuple[str, ...]
    voice: Voice
    findings: OwnFindings
    asked: tuple[str, ...]
    open_decisions: tuple[str, ...]


def read_page(source: Source, figures: Figures, agency: str, quarter: Quarter) -> DirectorPage:
    """The page of ``agency`` for ``quarter``."""
    frame = source.query("agency")
    row = rows_of(frame[frame["agency_code"] == agency])[0]
    periods = tuple(figures.quarters[-QUARTERS:])
    changed = read_changed(source, figures, "director", agency)
    numbers = tuple(
        KeyNumber(
            figures.definitions[measure],
            tuple(figures.get(measure, agency, period) for period in periods),
            latest_words(figures, measure, agency, periods, changed),
        )
        for measure in key_measures(figures, agency, str(row.agency_area), periods)
    )
    completeness = read_completeness(source, agency, quarter)
    policy = policy_bars(source, agency)
    practice = read_practice(source, agency, quarter)
    voice = read_voice(source, quarter)
    findings = read_own(source, agency)
    asked, still_open = decisions(source, agency)
    return DirectorPage(
        agency,
        str(row.agency_name),
        str(row.area_label),
        quarter,
        completeness,
        five_lines(
            completeness, [n.sentence for n in numbers], changed, policy, practice, voice, findings.summary
        ),
        policy,
        practice,
        periods,
        numbers,
        neighbor_lines(source, agency),
        voice,
        findings,
        (*findings.asked, *asked),
        (*findings.under_way, *still_open),
    )


def key_measures(figures: Figures, agency: str, area: str, periods: Sequence[Period]) -> tuple[str, ...]:
    """The four measures of the page: those of the area that the agency has, then others of its own."""
    own = [m for m in figures.measure_ids if agency in figures.agencies_of(m)]
    told = [
        m
        for m in own
        if figures.definitions[m].kind != "mix" and figures.has(m, agency, ("none", "all"), periods)
    ]
    first = [m for m in KEY_MEASURES.get(area, ()) if m in told]
    return tuple([*first, *(m for m in told if m not in first)][:KEY_NUMBERS])


def latest_words(
    figures: Figures, measure: str, agency: str, periods: Sequence[Period], changed: Sequence[Changed]
) -> str:
    """The change in words where the quarter can be told; else why not, and what can be told of twelve months."""
    if not periods:
        return "There is no whole quarter yet."
    figure = figures.get(measure, agency, periods[-1])
    if figure is not None and figure.state == "shown":
        found = [c.short for c in changed if c.measure_id == measure and c.kind == "quarter"]
        return found[0] if found else "There is no quarter before to compare with."
    note = figure.note if figure is not None and figure.note else "No cases"
    why = f"{figures.definitions[measure].name}, {note[:1].lower()}{note[1:]} in {periods[-1].words}"
    year = figures.years[-1] if figures.years else None
    longer = figures.get(measure, agency, year) if year is not None else None
    if year is None or longer is None or longer.state != "shown":
        return f"{why}."
    return f"{why}; {year.words}: {_year_words(longer)}."


def _year_words(figure: Figure) -> str:
    told = Told(
        figure.num, figure.den, figure.value if figure.num is None else None, is_ratio=figure.is_ratio
    )
    return figure_words(told)


def neighbor_lines(source: Source, agency: str) -> tuple[str, ...]:
    """What the agencies before and after this one in a case count differently, the longest stretch first."""
    frame = source.query("handover")
    mine = [
        row
        for row in rows_of(frame)
        if row.differs and agency in (row.sender_code, row.receiver_code) and row.sender_code != ALL
    ]
    mine.sort(key=lambda row: (row.period_kind != "rolling12", -as_date(row.period_start).toordinal()))
    found: dict[str, str] = {}
    for row in mine:
        found.setdefault(row.handover, handover_text(row))
    return tuple(found.values())[:NEIGHBORS]


def decisions(source: Source, agency: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Recommendations that wait for a decision, and decisions that are not carried out yet."""
    frame = source.query("policy_action")
    frame = frame[frame["agency_code"] == agency]
    asked, still_open = [], []
    for row in rows_of(frame):
        title = text_of(row.title) or row.element_id
        if pd.isna(row.decision_id) or text_of(row.decision) in ("deferred", "returned"):
            asked.append(f"{row.rec_id}, {title}: {text_of(row.proposed_change)}")
        elif text_of(row.decision_status) not in ("done", "dropped") and text_of(row.decision) != "declined":
            owner = text_of(row.owner_role) or "no owner named yet"
            due = (
                f", in force from {as_date(row.effective_date):%b %Y}" if pd.notna(row.effective_date) else ""
            )
            still_open.append(
                f"{row.decision_id}, {title}: {text_of(row.status_label) or 'open'}, {owner}{due}."
            )
    return tuple(asked[:DECISIONS]), tuple(still_open[:DECISIONS])
