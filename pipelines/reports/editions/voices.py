"""What survivors say, for an edition: themes, statements from the floor on, and words that somebody agreed to.

The floors and the consent are kept in the warehouse (``pub.survivor_*``); here the latest of it is chosen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipelines.reports.edition import text_of
from pipelines.reports.source import Source, rows_of
from pipelines.settings.quarter import Quarter

NOT_ENOUGH = "not enough responses to share this quarter."
TOO_FEW = "† too few to show"


@dataclass(frozen=True)
class Answer:
    """One statement about one part of the response: how many in ten agree, None where it is withheld."""

    step: str
    item: str
    tenths: int | None


@dataclass(frozen=True)
class Voice:
    """What survivors say in one quarter."""

    wave: str
    themes: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()

    @property
    def theme(self) -> str:
        """The first theme, or that there is not enough."""
        return f"{self.themes[0]}." if self.themes else NOT_ENOUGH

    @property
    def quote(self) -> str:
        """Words that somebody agreed to be quoted with; empty without any."""
        return f"“{self.quotes[0]}”" if self.quotes else ""


def read_voice(source: Source, quarter: Quarter) -> Voice:
    """Themes, words and statements of ``quarter``."""
    themes, quotes, answers = (
        [row for row in rows_of(frame) if getattr(row, wave) == quarter.label]
        for frame, wave in (
            (source.query("survivor_theme"), "wave"),
            (source.query("words_quoted"), "wave"),
            (source.query("statement_agreed"), "survey_wave"),
        )
    )
    return Voice(
        quarter.label,
        tuple(
            f"{row.theme_label} (said of: {row.step_label.lower()})"
            if text_of(row.step_label)
            else row.theme_label
            for row in themes
        ),
        tuple(str(row.quote) for row in quotes),
        tuple(_answer(row) for row in answers),
    )


def _answer(row: Any) -> Answer:
    hidden = bool(row.suppressed) or pd.isna(row.agree_tenths)
    return Answer(str(row.step_label), str(row.item_label), None if hidden else int(row.agree_tenths))
