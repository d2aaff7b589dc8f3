"""The columns of an export: how a field's values are written in an agency's own way, and what of them can be read back.

A column writes a whole series at once. Columns that tell a field in another form (ages, terms, case numbers) stand in
``derived_columns.py``, which columns an agency has in its own module.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pipelines.metadata import CODE_LISTS, DATASETS

Show = Callable[[pd.DataFrame], np.ndarray]  # rows of the world → the cells of one column
Receive = Callable[[pd.Series], pd.Series]  # a field of the world → what can be read back of it

_EXCEL_DAY_ZERO = pd.Timestamp("1899-12-30")


@dataclass(frozen=True)
class Column:
    """One column: its header, the field it carries (none where it is dropped), its cells, and what survives.

    ``group`` is the header above in a header of two rows. ``also`` is a second field that the same cells tell.
    """

    header: str
    field: str | None
    show: Show
    receive: Receive | None = None
    group: str | None = None
    also: str | None = None


def cells(values: pd.Series) -> np.ndarray:
    """Values as plain objects, None where unknown."""
    shown = values.to_numpy(dtype=object, copy=True)
    shown[values.isna().to_numpy(dtype=bool)] = None
    return shown


def worded(values: pd.Series, words: Mapping[Any, str | None], unknown: str | None = None) -> np.ndarray:
    """The word of each value, ``unknown`` where it has none; columns are short, so a map of pandas' takes far longer."""
    shown = np.empty(len(values), dtype=object)
    shown[:] = [words.get(value, unknown) for value in cells(values)]
    return shown


def grouped(group: str, *columns: Column) -> tuple[Column, ...]:
    """The columns under one merged header."""
    return tuple(Column(c.header, c.field, c.show, c.receive, group) for c in columns)


def filler(header: str, show: Show) -> Column:
    """A column of the export that carries no field: a name, an officer, a room number."""
    return Column(header, None, show)


def constant(header: str, value: str | None) -> Column:
    """A column with the same text in every row."""
    return Column(header, None, lambda rows: np.full(len(rows), value, dtype=object))


def plain(header: str, field: str, also: str | None = None) -> Column:
    """Text as text; ``also`` is a second field that the layout reads from it."""
    return Column(header, field, lambda rows: cells(rows[field]), also=also)


def count(header: str, field: str) -> Column:
    """A whole number in a number cell."""

    def show(rows: pd.DataFrame) -> np.ndarray:
        return cells(pd.to_numeric(rows[field]).astype("Int64"))

    return Column(header, field, show)


def count_text(header: str, field: str) -> Column:
    """A whole number as text, as csv exports have it."""

    def show(rows: pd.DataFrame) -> np.ndarray:
        return cells(pd.to_numeric(rows[field]).astype("Int64").astype("string"))

    return Column(header, field, show)


def money(header: str, field: str, none: str | None = None) -> Column:
    """Dollars as text: "$10,000.00"; ``none`` stands where there is no amount."""

    def show(rows: pd.DataFrame) -> np.ndarray:
        amounts = pd.to_numeric(rows[field])
        return cells(amounts.map(lambda x: f"${x:,.2f}", na_action="ignore").astype(object).fillna(none))

    return Column(header, field, show, lambda values: pd.to_numeric(values).round(2))


def _finest(pattern: str) -> str:
    """The finest unit that a date pattern keeps."""
    return "s" if "%S" in pattern else "min" if "%M" in pattern else "D"


def _floor(unit: str) -> Receive:
    return lambda values: pd.to_datetime(values).dt.floor(unit)


def moment(header: str, field: str, pattern: str) -> Column:
    """A date, or a date and time, as text."""

    def show(rows: pd.DataFrame) -> np.ndarray:
        return cells(pd.to_datetime(rows[field]).dt.strftime(pattern))

    return Column(header, field, show, _floor(_finest(pattern)))


def real_moment(header: str, field: str, unit: str = "s") -> Column:
    """A real Excel date and time."""

    def show(rows: pd.DataFrame) -> np.ndarray:
        return cells(pd.to_datetime(rows[field]).dt.floor(unit))

    return Column(header, field, show, _floor(unit))


def serial(header: str, field: str) -> Column:
    """A date and time as the bare number that Excel keeps inside (45383.5)."""

    def show(rows: pd.DataFrame) -> np.ndarray:
        floored = pd.to_datetime(rows[field]).dt.floor("min")
        return cells((floored - _EXCEL_DAY_ZERO) / pd.Timedelta(days=1))

    return Column(header, field, show, _floor("min"))


def split_moment(date_header: str, time_header: str, field: str, pattern: str) -> tuple[Column, Column]:
    """A date in one column and its time in the next, as a number without leading zeros (45 is 00:45)."""

    def time(rows: pd.DataFrame) -> np.ndarray:
        moments = pd.to_datetime(rows[field])
        return cells((moments.dt.hour * 100 + moments.dt.minute).astype("Int64").astype("string"))

    day = moment(date_header, field, pattern)
    return Column(date_header, field, day.show, _floor("min")), Column(time_header, None, time)


def coded(
    header: str,
    field: str,
    dataset: str,
    words: Mapping[str, str] | None = None,
    style: str = "label",
    pattern: str = "{}",
) -> Column:
    """A code in the agency's words; codes without a word of its own are written as code or as label (``style``)."""
    code_list = CODE_LISTS[DATASETS[dataset].field(field).code_list or ""]
    usual = {c.code: c.code if style == "code" else c.label for c in code_list.codes}
    known = {code: pattern.format(word) for code, word in (usual | dict(words or {})).items()}

    def show(rows: pd.DataFrame) -> np.ndarray:
        return worded(rows[field], known)

    return Column(header, field, show)


def flag(header: str, field: str, yes: str = "Y", no: str = "N", unknown: str | None = None) -> Column:
    """Yes and no in the agency's words; ``unknown`` stands where the record does not say."""

    def show(rows: pd.DataFrame) -> np.ndarray:
        return worded(rows[field], {True: yes, False: no}, unknown)

    return Column(header, field, show)


def ticked(header: str, field: str, yes: str = "X") -> Column:
    """A mark where yes and nothing where no: the export cannot say that something is unknown."""

    def show(rows: pd.DataFrame) -> np.ndarray:
        return worded(rows[field], {True: yes})

    return Column(header, field, show, lambda values: values.fillna(False))
