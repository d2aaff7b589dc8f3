"""Which edition a page belongs to: its quarter, and whether it is a draft for review or released."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pipelines.reports.edition import day_words
from pipelines.settings.quarter import Quarter


@dataclass(frozen=True)
class Edition:
    """A quarter's edition; ``released_on`` is None for a draft, ``draft_ref`` the number that its review names."""

    quarter: Quarter
    draft_ref: str
    released_on: dt.date | None = None

    @property
    def status(self) -> str:
        """What each page says of itself."""
        if self.released_on is None:
            return f"Draft {self.draft_ref} for review, not for passing on"
        return f"Released {day_words(self.released_on)}"

    @property
    def short(self) -> str:
        """The edition as a footer names it."""
        standing = (
            f"draft {self.draft_ref}"
            if self.released_on is None
            else f"released {day_words(self.released_on)}"
        )
        return f"Edition {self.quarter.label}, {standing}"
