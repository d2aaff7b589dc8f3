"""Whether a layout makes sense for its dataset: fields that are there, codes of the list, formats that can be read.

The shape of a layout is checked in ``model.py``. Here each mistake comes with its place in the file and a sentence.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import duckdb

from pipelines.metadata.classes import Dataset, Field, Kind
from pipelines.metadata.code_lists import CODE_LISTS
from pipelines.reading import normalise_header

if TYPE_CHECKING:
    from pipelines.layouts.model import ColumnRule, LayoutVersion, Repeat

Place = tuple[str | int, ...]
Mistake = tuple[Place, str]
_DATES = (Kind.DATE, Kind.TIMESTAMP)
_NUMBERS = (Kind.INTEGER, Kind.DECIMAL)
_ANSWERS = (Kind.TRISTATE, Kind.FLAG)


def mistakes(dataset: Dataset, version: LayoutVersion, place: Place) -> Iterator[Mistake]:
    """Every mistake of one version of a layout, with its place in the file."""
    written: dict[str, str] = {}
    yield from _of_columns(dataset, version.columns, written, (*place, "columns"))
    if version.group_column is not None:
        if version.group_column.to is None:
            yield (*place, "group_column"), "needs `to: <field>`; leave it out where group rows mean nothing"
        else:
            yield from _of_rule(dataset, version.group_column, (*place, "group_column"))
    for name, value in version.constants.items():
        yield from _of_constant(dataset, name, value, (*place, "constants", name))
    fed = {rule.to for rules in version.columns.values() for rule in rules} | set(version.constants)
    fed |= {version.group_column.to} if version.group_column else set()
    for number, repeat in enumerate(version.repeats):
        yield from _of_repeat(dataset, repeat, fed, version.all_columns, written, (*place, "repeats", number))
    if not version.repeats:
        yield from _unfed(dataset, fed, (*place, "columns"))


def _of_columns(
    dataset: Dataset, columns: Mapping[str, tuple[ColumnRule, ...]], written: dict[str, str], place: Place
) -> Iterator[Mistake]:
    """The mistakes of columns; ``written`` are the headers so far by their normalised form, and gets theirs."""
    for header, rules in columns.items():
        here = (*place, header)
        name = normalise_header(header)
        if name in written:
            yield (
                here,
                f"is the same column as {written[name]}: capitals, blanks and punctuation do not tell headers apart",
            )
        written.setdefault(name, header)
        for number, rule in enumerate(rules):
            if rule.to is not None:
                yield from _of_rule(dataset, rule, (*here, number))


def _of_repeat(
    dataset: Dataset,
    repeat: Repeat,
    shared: set[str | None],
    all_columns: Mapping[str, tuple[ColumnRule, ...]],
    written: dict[str, str],
    place: Place,
) -> Iterator[Mistake]:
    """The mistakes of columns that make a record of their own; ``shared`` are the fields that every record has."""
    yield from _of_columns(dataset, repeat.columns, written, (*place, "columns"))
    for name, value in repeat.constants.items():
        yield from _of_constant(dataset, name, value, (*place, "constants", name))
    own: set[str | None] = {r.to for rules in repeat.columns.values() for r in rules if r.to}
    own |= set(repeat.constants)
    for header, rules in all_columns.items():
        if any(rule.at is not None and rule.at in own for rule in rules):
            yield (
                (*place, "columns"),
                f"{header} is counted at a date that stands here; such a date feeds all records of a row",
            )
    for name in sorted(str(each) for each in own & shared):
        yield place, f"{name} is fed for all records of a row already; take it out of one of the two places"
    yield from _unfed(dataset, own | shared, (*place, "columns"))


def _unfed(dataset: Dataset, fed: set[str | None], place: Place) -> Iterator[Mistake]:
    """The fields that every row needs and that nothing feeds."""
    for name in dataset.required:
        if name not in fed:
            yield place, f"no column feeds {name}, which every row of {dataset.name} needs"


def _of_rule(dataset: Dataset, rule: ColumnRule, place: Place) -> Iterator[Mistake]:
    field = _field(dataset, str(rule.to))
    if field is None:
        yield (*place, "to"), _no_such_field(dataset, str(rule.to))
        return
    for named, name in (("at", rule.at), ("small_cells", rule.small_cells)):
        if name is not None and _field(dataset, name) is None:
            yield (*place, named), _no_such_field(dataset, name)
    for source, told in (
        ("birth_date", "a birth date"),
        ("age_at_export", "an age on the day of the export"),
    ):
        if rule.source == source and rule.at is None:
            yield (*place, "from"), f"{told} needs `at:` with the date field of the event"
    if rule.source in ("age", "age_at_export", "birth_date") and field.code_list != "age_band":
        yield (*place, "from"), f"{field.name} is not an age band"
    if rule.source == "term" and field.kind not in _NUMBERS:
        yield (*place, "from"), f"{field.name} is not a number of days"
    fits = (
        (
            "issued_by",
            rule.issued_by or rule.issued_by_column,
            (Kind.KEY,),
            "only case numbers have an issuer",
        ),
        ("time_column", rule.time_column, _DATES, "only dates have a time beside them"),
        ("units", rule.units, _NUMBERS, "only numbers have units"),
        ("small_cells", rule.small_cells, _NUMBERS, "only numbers have small cells"),
        ("yes", rule.yes or rule.no, _ANSWERS, "only yes-or-no fields have words for yes and no"),
        (
            "codes",
            rule.codes,
            (Kind.CODE, Kind.TEXT, *_NUMBERS, *_ANSWERS),
            "dates and case numbers have no codes",
        ),
    )
    for named, given, kinds, told in fits:
        if given and field.kind not in kinds:
            yield (*place, named), f"{told}, and {field.name} is none"
    if rule.formats and field.kind not in _DATES and rule.source != "birth_date":
        yield (*place, "formats"), f"only dates have formats, and {field.name} is none"
    if rule.units and rule.unit_column is None and len(rule.units) != 1:
        yield (*place, "units"), "several units need a unit_column that says which one a row has"
    for text in rule.formats:
        if not _can_be_read(text):
            yield (*place, "formats"), f"{text} is not a date format; write it like %m/%d/%Y %H:%M"
    for word, value in rule.codes.items():
        if not _fits(field, value):
            yield (*place, "codes", word), _no_such_value(field, value)
    if rule.other is not None and not _fits(field, rule.other):
        yield (*place, "other"), _no_such_value(field, rule.other)


def _of_constant(dataset: Dataset, name: str, value: Any, place: Place) -> Iterator[Mistake]:
    field = _field(dataset, name)
    if field is None:
        yield place, _no_such_field(dataset, name)
    elif field.kind is Kind.KEY:
        yield place, "a case number is never the same on every row"
    elif not _fits(field, value):
        yield place, _no_such_value(field, value)


def _field(dataset: Dataset, name: str) -> Field | None:
    return next((field for field in dataset.fields if field.name == name), None)


def _no_such_field(dataset: Dataset, name: str) -> str:
    near = difflib.get_close_matches(name, [field.name for field in dataset.fields], 1)
    return f"{name} is not a field of {dataset.name}" + (f"; the nearest is {near[0]}" if near else "")


def _fits(field: Field, value: Any) -> bool:
    """Whether a value written in a layout can be one of ``field``."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if field.code_list is not None:
        return text in CODE_LISTS[field.code_list].values
    if field.kind is Kind.TEXT:
        return isinstance(value, str | int | float)
    return _casts(text, field.kind.duckdb_type)


def _no_such_value(field: Field, value: Any) -> str:
    if field.code_list is None:
        return f"{value} is not a value of {field.name} ({field.kind})"
    codes = CODE_LISTS[field.code_list].values
    near = difflib.get_close_matches(str(value), codes, 1)
    return f"{value} is not a code of {field.code_list}; " + (
        f"the nearest is {near[0]}" if near else f"use one of {', '.join(codes)}"
    )


@cache
def _connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 1})


@cache
def _casts(text: str, kind: str) -> bool:
    row = _connection().cursor().execute(f"SELECT try_cast(? AS {kind}) IS NOT NULL", [text]).fetchone()
    return bool(row and row[0])


@cache
def _can_be_read(text: str) -> bool:
    """Whether a text is a date format that staging can use."""
    try:
        _connection().cursor().execute("SELECT try_strptime('x', ?)", [text])
    except duckdb.Error:
        return False
    return "%" in text
