"""Survivors' experiences: what they answered in surveys, and the themes that groups raised, in charts.

Tables of every wave, of themes, words and consultations stand in ``survivor_tables``. Who is too few is settled in ``pub``.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pipelines.reports.kit import Book, Cell, Chart, Column, Panel, Series, Sheet, add_panels, mark
from pipelines.reports.kit.styles import AMBER, BLUE_DARK, BLUE_LIGHT, GRAY, RUST
from pipelines.reports.source import Source, rows_of

TENTHS = "In ten people: 9 is nine or more, 1 is one or fewer"
LEGEND = ("† fewer people than may be told", TENTHS)
_MOST_THEMES = 8
_GLOBAL: Mapping[str, tuple[str, str, Mapping[str, tuple[str, bool]]]] = {
    "felt_safer": (
        "Did the contact make people safer?",
        "felt safer after the contact",
        {"safer": (BLUE_DARK, True), "same": (BLUE_LIGHT, False), "less_safe": (RUST, True), "unsure": (GRAY, False)},
    ),
    "would_use_again": (
        "Would people ask for this help again?",
        "would ask for this help again",
        {"yes": (BLUE_DARK, True), "no": (AMBER, False), "unsure": (GRAY, False)},
    ),
}  # fmt: skip
_GOOD = ("safer", "yes")


def add_survivor_page(book: Book, source: Source) -> None:
    """Adds the page that stands first: the newest wave that may be told, and the themes that came up most."""
    answers = source.query("survivor_outcome")
    panels = [panel for question in _GLOBAL if (panel := _question_panel(answers, question)) is not None]
    themes = _theme_panel(source.query("theme_raised"))
    words = Sheet(
        "What survivors say",
        "Whether contact made people safer, whether they would ask again, and the themes that groups raised.",
        "What survivors say",
        _standing_words(source.query("survivor_wave")),
        LEGEND,
        empty="Nothing may be told yet. Fewer people than the site's minimum answered, or no survey and no consultation has come.",
    )
    add_panels(book, words, [*panels, *([themes] if themes else [])], one_page=True)


def _standing_words(waves: pd.DataFrame) -> str:
    """Which waves there are and what may be told of them."""
    told = [f"{row.survey_wave} ({row.people_band} people)" for row in rows_of(waves) if not row.suppressed]
    withheld = [row.survey_wave for row in rows_of(waves) if row.suppressed]
    parts = ["Read this page first; the numbers of the agencies come after it."]
    if told:
        parts.append(f"Survey waves: {', '.join(told)}.")
    if withheld:
        parts.append(f"Too few people answered in {', '.join(withheld)}: nothing is shown.")
    if not told and not withheld:
        parts.append("No survey wave has come yet.")
    return " ".join(parts)


def _question_panel(answers: pd.DataFrame, question: str) -> Panel | None:
    """The answers to one question by part of the response, of the newest wave that tells any of them."""
    title, finding_words, colors = _GLOBAL[question]
    asked = answers[answers["question"] == question]
    told = asked[~asked["suppressed"].astype(bool)]
    if told.empty:
        return None
    wave = told["survey_wave"].iloc[0]  # the newest comes first
    of_wave = asked[asked["survey_wave"] == wave]
    labels = dict(zip(of_wave["answer"], of_wave["answer_label"], strict=True))
    rows, best = [], []
    for step, parts in of_wave.groupby("step_label", sort=False):
        tenths = dict(zip(parts["answer"], parts["tenths"], strict=True))
        withheld = bool(parts["suppressed"].iloc[0])
        rows.append(
            [Cell(str(step)), *(mark("suppressed") if withheld else Cell(int(tenths[a])) for a in colors)]
        )
        if not withheld:
            best.append(f"{step} {int(tenths[_good(colors)])}")
    finding = f"Stacked bar chart of wave {wave}. In ten people, who {finding_words}: {', '.join(best)}."
    chart = Chart(
        "stacked_bar",
        title,
        tuple(Series(labels[a], i, *look) for i, (a, look) in enumerate(colors.items(), 1)),
        "Part of the response",
        "In ten people",
        finding,
        highest=12,  # tenths are rounded, never none and never all, so that they can add up to more than ten
    )
    columns = [Column("Part of the response"), *(Column(labels[a], "count") for a in colors)]
    return Panel(
        title, f"Survey wave {wave}. {TENTHS}; the answers need not add up to ten.", columns, rows, chart
    )


def _good(colors: Mapping[str, object]) -> str:
    return next(answer for answer in colors if answer in _GOOD)


def _theme_panel(themes: pd.DataFrame) -> Panel | None:
    """The themes that most consultations raised."""
    if themes.empty:
        return None
    top = themes.head(_MOST_THEMES)
    labels = [f"{row.theme_label}: {row.step_label.lower() if row.survivor_step != '911' else '911'}" if row.survivor_step
              else row.theme_label for row in rows_of(top)]  # fmt: skip
    rows = [
        [Cell(label), Cell(int(row.consultations_count)), Cell(row.last_wave)]
        for label, row in zip(labels, rows_of(top), strict=True)
    ]
    first = rows_of(top)[0]
    finding = (
        f"Bar chart of themes by how many consultations raised them. Raised most: {labels[0]}, in "
        f"{int(first.consultations_count)} consultation{'' if first.consultations_count == 1 else 's'}."
    )
    chart = Chart(
        "bar", "Themes that groups raised", (Series("Consultations", 1),), "Theme", "Consultations that raised it", finding
    )  # fmt: skip
    columns = [Column("Theme"), Column("Consultations", "count"), Column("Last raised", "of")]
    caption = "Consultations that raised the theme, never how many people. All quarters together."
    return Panel("What groups and community organizations raised", caption, columns, rows, chart)
