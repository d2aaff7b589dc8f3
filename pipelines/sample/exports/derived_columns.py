"""Columns that tell a field in another form: case numbers, ages for bands, terms for days, "<10" for small totals.

Plain values stand in ``columns.py``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from pipelines.sample.exports.columns import Column, cells, worded
from pipelines.sample.exports.people import ROW, dice

_AGES = {
    "0-17": (12, 17),
    "18-24": (18, 24),
    "25-34": (25, 34),
    "35-44": (35, 44),
    "45-54": (45, 54),
    "55-64": (55, 64),
    "65+": (65, 84),
}


def number(
    header: str, field: str, pad: int = 0, short_years: tuple[str, ...] = (), separator: str = "-"
) -> Column:
    """An administrative number: its last part filled with zeros, its year cut to two digits where an agency does."""

    def show(rows: pd.DataFrame) -> np.ndarray:
        written = rows[field].astype("string")
        if short_years:
            who = rows[f"_issuer_{field}"].isin(short_years)
            written = written.where(~who, written.str.replace(r"^20(\d\d)(?=-)", r"\1", regex=True))
        if pad:
            parts = written.str.extract(r"^(.*?)(\d+)$")
            written = parts[0].str.cat(parts[1].str.zfill(pad)).fillna(written)
        return cells(written.str.replace("-", separator, regex=False))

    return Column(header, field, show)


def issuer(header: str, field: str, words: Mapping[str, str]) -> Column:
    """The agency that gave the number in ``field``, in the sender's words."""

    def show(rows: pd.DataFrame) -> np.ndarray:
        return worded(rows[f"_issuer_{field}"], words)

    return Column(header, None, show)


def _ages(rows: pd.DataFrame, field: str, by: Sequence[str]) -> pd.Series:
    bands = rows[field].astype(object)
    low = bands.map({band: ages[0] for band, ages in _AGES.items()})
    wide = bands.map({band: ages[1] - ages[0] + 1 for band, ages in _AGES.items()})
    return pd.to_numeric(low) + pd.Series(dice(rows, field, by), index=rows.index) % pd.to_numeric(wide)


def _known_bands(values: pd.Series) -> pd.Series:
    return values.astype(object).where(values.isin(_AGES), None)


def age(header: str, field: str, as_text: bool = False, by: Sequence[str] = ROW) -> Column:
    """An age in years that lies in the band; the same in all rows with the same values of ``by``."""

    def show(rows: pd.DataFrame) -> np.ndarray:
        years = _ages(rows, field, by).astype("Int64")
        return cells(years.astype("string") if as_text else years)

    return Column(header, field, show, _known_bands)


def birth_date(header: str, field: str, at: str, pattern: str = "%m/%d/%Y") -> Column:
    """A birth date half a year before the birthday that would follow the event ``at``."""

    def show(rows: pd.DataFrame) -> np.ndarray:
        days = (_ages(rows, field, ROW) * 365.25 + 182).round()
        born = pd.to_datetime(rows[at]).dt.floor("D") - pd.to_timedelta(days, unit="D")
        return cells(born.dt.strftime(pattern))

    return Column(header, field, show, _known_bands)


def term(header: str, field: str) -> Column:
    """Days as a term: "1Y 6M 0D", with years of 365 and months of 30 days."""

    def show(rows: pd.DataFrame) -> np.ndarray:
        days = pd.to_numeric(rows[field]).astype("Int64")
        years, rest = days // 365, days % 365
        text = (years.astype("string") + "Y ").str.cat((rest // 30).astype("string") + "M ")
        return cells(text.str.cat((rest % 30).astype("string") + "D"))

    return Column(header, field, show)


def term_and_unit(header: str, unit_header: str, field: str) -> tuple[Column, Column]:
    """A term in two columns, in the largest unit that comes out even: 2 and Y, 6 and M, 45 and D."""

    def unit_of(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
        days = pd.to_numeric(rows[field]).astype("Int64")
        even_years = (days % 365 == 0) & (days > 0)
        even_months = (days % 30 == 0) & (days > 0) & ~even_years
        unit = pd.Series("D", index=rows.index, dtype=object)
        unit = unit.mask(even_months.fillna(False), "M").mask(even_years.fillna(False), "Y")
        size = pd.to_numeric(unit.map({"D": 1, "M": 30, "Y": 365}))
        return (days // size).astype("Int64"), unit.where(days.notna(), None)

    return (
        Column(header, field, lambda rows: cells(unit_of(rows)[0])),
        Column(unit_header, None, lambda rows: cells(unit_of(rows)[1])),
    )


def small_count(header: str, field: str, small: str, text: str = "<10") -> Column:
    """A total, or ``text`` where the program hides a small one."""

    def show(rows: pd.DataFrame) -> np.ndarray:
        shown = cells(pd.to_numeric(rows[field]).astype("Int64"))
        shown[cells(rows[small]) == True] = text  # noqa: E712 (an array)
        return shown

    return Column(header, field, show, also=small)
