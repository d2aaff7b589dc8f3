"""A calendar quarter, as commands, folders and partitions name it: 2026-Q1.

What an edition of a quarter holds stands in ``reports/editions``.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from pipelines.settings.yaml_file import SettingsError

_LABEL = re.compile(r"(?P<year>20\d{2})-?[Qq](?P<number>[1-4])\Z")


@dataclass(frozen=True, order=True)
class Quarter:
    """One quarter of one year."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """The quarter that ``text`` names.

        Raises:
            SettingsError: it names none.
        """
        found = _LABEL.match(text.strip())
        if found is None:
            raise SettingsError(f"{text} is not a quarter. Write it like 2026-Q1.")
        return cls(int(found["year"]), int(found["number"]))

    @classmethod
    def of(cls, day: date) -> Quarter:
        """The quarter that ``day`` lies in."""
        return cls(day.year, (day.month + 2) // 3)

    @property
    def label(self) -> str:
        """For example 2026-Q1."""
        return f"{self.year}-Q{self.number}"

    @property
    def words(self) -> str:
        """For example Q1 2026."""
        return f"Q{self.number} {self.year}"

    @property
    def start(self) -> date:
        """Its first day."""
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def end(self) -> date:
        """Its last day."""
        month = self.number * 3
        return date(self.year, month, monthrange(self.year, month)[1])

    @property
    def months(self) -> tuple[date, ...]:
        """The first days of its three months."""
        return tuple(date(self.year, self.number * 3 - 2 + n, 1) for n in range(3))

    @property
    def before(self) -> Quarter:
        """The quarter before."""
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)
