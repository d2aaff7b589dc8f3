"""From a layout to one SELECT: which columns feed which field, and how each cell of it is cast."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pipelines.layouts.model import DEFAULT_MISSING, NOT_READ, ColumnRule, Layout
from pipelines.metadata.classes import Dataset, Field, Kind
from pipelines.metadata.fields import FUTURE_FIELDS
from pipelines.privacy.pseudonyms import normalise_sql
from pipelines.reading import normalise_header
from pipelines.settings import Agency
from pipelines.staging import expressions as sql

TEXT = "x"  # the column that holds the text of a cell while it is cast
EARLIEST = "1990-01-01"
_SMALL = "^(<=?|≤|fewer than|less than|under) *[0-9]+$"
SENTINELS = ("1899-12-30", "1899-12-31", "1900-01-01", "1901-01-01", "9999-12-31")


@dataclass(frozen=True)
class PlannedField:
    """One field of the record and the cell it comes from.

    ``seen`` is the cleaned text of the cell (an expression over cleaned columns), ``value`` the typed value as an
    expression over that text, which it calls ``x``; ``ready`` says where it can be made at all
    (a birth date needs the date of the event); ``repeat`` which of the layout's repeats it belongs to, None where it feeds every
    record of a row; ``two_ways`` whether it is a date that could be two days, or an age that at
    the event may have been of two bands. ``is_option`` marks a column that stands for one answer (a box to tick).
    ``issuer`` gives the issuing agency of a key, ``small_flag`` is true where a program wrote "<10" instead of a number and ``small_field`` the field it fills.
    """

    field: Field
    letter: str | None
    header: str | None
    seen: str
    value: str
    issuer: str | None = None
    small_flag: str | None = None
    small_field: str | None = None
    source: str | None = None  # age, age_at_export, birth_date or term, where the cell holds that
    ready: str = "true"
    two_ways: str = "false"
    is_option: bool = False
    repeat: int | None = None

    @property
    def is_date(self) -> bool:
        """Whether the value is a date or a timestamp, and so has bounds."""
        return self.field.kind in (Kind.DATE, Kind.TIMESTAMP)


CodeWords = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Planner:
    """What planning needs to know beside one rule: the dataset, the layout, the sheet's columns, the code words.

    ``letters`` gives the column letter by normalised header, ``headers`` the written header by letter, ``words``
    the casefolded spellings of each code list; ``latest_day`` is the day after the file came, ``day_zero`` the day that a
    bare 0 stands for in the workbook.
    """

    dataset: Dataset
    layout: Layout
    letters: Mapping[str, str]
    headers: Mapping[str, str]
    words: CodeWords
    agencies: Mapping[str, Agency]
    latest_day: str
    day_zero: str = sql.DAY_ZERO

    @property
    def missing(self) -> tuple[str, ...]:
        """Words that mean "not recorded" in every column."""
        return (*DEFAULT_MISSING, *self.layout.version.missing)

    def plan(self) -> list[PlannedField]:
        """How each field is made; fields without a column or constant are left to the caller (null).

        Several columns may feed one field: the caller takes the first that is filled.
        """
        planned: list[PlannedField] = []
        for header, rules in self.layout.columns.items():
            letter = self.letters.get(header)
            for rule in rules if letter is not None else ():
                if rule.to is not None and rule.privacy not in NOT_READ and letter is not None:
                    repeat = self.layout.repeat_of.get(header)
                    planned.append(replace(self._column(rule, letter), repeat=repeat))
        version = self.layout.version
        planned.extend(self._constant(name, value, None) for name, value in version.constants.items())
        for number, each in enumerate(version.repeats):
            planned.extend(self._constant(name, value, number) for name, value in each.constants.items())
        return planned

    def _constant(self, name: str, constant: object, repeat: int | None) -> PlannedField:
        field = self.dataset.field(name)
        value = f"CAST({sql.literal(sql.plain(constant))} AS {field.kind.duckdb_type})"
        return PlannedField(field, None, None, "NULL::VARCHAR", value, repeat=repeat)

    def _column(self, rule: ColumnRule, letter: str) -> PlannedField:
        x = TEXT
        field = self.dataset.field(str(rule.to))
        seen = self._seen(rule, letter)
        header = self.headers[letter]
        if field.kind is Kind.KEY:
            issuer, value = self._key(field, rule, x)
            return PlannedField(field, letter, header, seen, value, issuer)
        ready, two_ways = "true", "false"
        if field.kind in (Kind.DATE, Kind.TIMESTAMP) or rule.source == "birth_date":
            formats = rule.formats if rule.time_column is None else sql.dates_only(rule.formats)
            two_ways = sql.is_two_ways(x, formats)
        if rule.source == "age":
            value = sql.age_band(sql.whole_number(x))
        elif rule.source == "age_at_export":
            value, ready, two_ways = self._earlier_band(rule, x)
        elif rule.source == "birth_date":
            value, ready = self._birth_band(rule, x)
        elif rule.time_column is not None:
            time = self.other(rule.time_column)
            value = sql.date_and_time(x, time, rule.formats, self.day_zero) if time else "NULL::TIMESTAMP"
        else:
            value = sql.cast(field, x, rule, self._words(field, rule), self.day_zero)
        if rule.units:
            value = self._in_units(field, rule, value)
        value = f"CASE WHEN {sql.is_error(x)} THEN NULL ELSE {value} END"
        if rule.small_cells is None:
            is_option = field.kind is Kind.CODE and len(set(map(sql.plain, rule.codes.values()))) == 1
            return PlannedField(
                field,
                letter,
                header,
                seen,
                value,
                source=rule.source,
                ready=ready,
                two_ways=two_ways,
                is_option=is_option,
            )
        flag = f"coalesce(regexp_matches({x}, '{_SMALL}', 'i'), false)"
        return PlannedField(field, letter, header, seen, value, None, flag, rule.small_cells)

    def _seen(self, rule: ColumnRule, letter: str) -> str:
        """The cleaned text of a cell, after the rule's own words for blank and its condition."""
        seen = sql.name(letter)
        if rule.missing:
            seen = f"CASE WHEN lower({seen}) IN ({sql.listed(rule.missing)}) THEN NULL ELSE {seen} END"
        if rule.blank_means is not None:
            seen = f"coalesce({seen}, {sql.literal(rule.blank_means)})"
        if rule.when is not None:
            other = self.other(rule.when.column)
            allowed = sql.listed(rule.when.values)
            seen = f"CASE WHEN lower({other}) IN ({allowed}) THEN {seen} END" if other else "NULL::VARCHAR"
        return seen

    def other(self, header: str) -> str | None:
        """The cleaned text of another column of the sheet, or None where the sheet has no such column."""
        letter = self.letter_of(header)
        return sql.name(letter) if letter else None

    def letter_of(self, header: str) -> str | None:
        """The letter of a column by its header, or None where the sheet has no such column."""
        return self.letters.get(normalise_header(header))

    def _words(self, field: Field, rule: ColumnRule) -> dict[str, str]:
        known = self.words.get(field.code_list, {}) if field.code_list else {}
        return {sql.folded(word): code for word, code in known.items()} | {
            sql.folded(word): sql.plain(value) for word, value in rule.codes.items()
        }

    def _key(self, field: Field, rule: ColumnRule, x: str) -> tuple[str, str]:
        """The issuer and the normalised number; a number in scientific notation has lost digits and is null."""
        kind = field.key_kind or ""

        def normal(agency: str) -> str:
            known = self.agencies.get(agency)
            return normalise_sql(x, known.numbers.get(kind) if known else None)

        # Every number of a case has a digit: None, NA or a remark in its place is none.
        damaged = (
            f"(regexp_matches({x}, {sql.literal(sql.SCIENTIFIC)}) OR {sql.is_error(x)}"
            f" OR NOT regexp_matches({x}, '[0-9]'))"
        )
        if rule.issued_by_column is None:
            agency = rule.issued_by or self.layout.agency_code
            return sql.literal(agency), f"CASE WHEN {damaged} THEN NULL ELSE {normal(agency)} END"
        column = self.other(rule.issued_by_column)
        if column is None:
            return "NULL::VARCHAR", "NULL::VARCHAR"
        who = sql.mapped(column, {sql.folded(text): agency for text, agency in rule.issuers.items()})
        cases = " ".join(
            f"WHEN {sql.literal(agency)} THEN {normal(agency)}"
            for agency in sorted(set(rule.issuers.values()))
        )
        return who, f"CASE WHEN {damaged} THEN NULL ELSE CASE {who} {cases} END END"

    def _happened(self, rule: ColumnRule) -> str | None:
        """When the event of a rule (``at``) happened, or None where no column of the sheet tells."""
        events = []
        for header, rules in self.layout.columns.items():
            event = self.other(header)
            for candidate in rules:
                if event and candidate.to == rule.at:
                    formats = candidate.formats
                    if candidate.time_column is not None:
                        formats = sql.dates_only(formats)
                    events.append(sql.timestamp(event, formats, self.day_zero))
        return f"coalesce({', '.join(events)})" if events else None

    def _earlier_band(self, rule: ColumnRule, x: str) -> tuple[str, str, str]:
        """The age band at the event by an age that was counted later, where the event is known, and where it may be two.

        Between the event and the day the file came lies at most that many years and one birthday more. Where the youngest
        and the oldest possible age are of one band, that is the band; else nothing is guessed.
        """
        happened = self._happened(rule)
        if happened is None:
            return "NULL::VARCHAR", "false", "false"
        counted = sql.whole_number(x)
        since = f"date_sub('year', ({happened})::DATE, DATE '{self.latest_day}')"
        youngest = f"greatest(({counted}) - {since} - 1, 0)"
        band, first = sql.age_band(f"({counted})"), sql.age_band(f"({youngest})")
        unsure = f"coalesce(({band}) <> ({first}), false)"
        return f"CASE WHEN NOT {unsure} THEN {band} END", f"{happened} IS NOT NULL", unsure

    def _birth_band(self, rule: ColumnRule, x: str) -> tuple[str, str]:
        """The age band at the event, and where the event is known; the birth date itself goes nowhere."""
        happened = self._happened(rule)
        if happened is None:
            return "NULL::VARCHAR", "false"
        born = sql.birth_date(x, rule.formats, happened, self.day_zero)
        years = (
            f"CASE WHEN {born} <= {happened} THEN date_sub('year', ({born})::DATE, ({happened})::DATE) END"
        )
        band = sql.age_band(f"({years})")
        return band, f"{happened} IS NOT NULL"

    def _in_units(self, field: Field, rule: ColumnRule, value: str) -> str:
        """The value times the unit's factor: a fixed unit, or one named by another column."""
        if rule.unit_column is None:
            factor = str(next(iter(rule.units.values())))
        else:
            unit = self.other(rule.unit_column)
            factors = {sql.folded(word): str(days) for word, days in rule.units.items()}
            factor = f"({sql.mapped(unit, factors) if unit else 'NULL'})::DOUBLE"
        product = f"(({value}) * {factor})"
        return f"try_cast(round({product}) AS BIGINT)" if field.kind is Kind.INTEGER else product


def bounds(planned: PlannedField, value: str, latest_day: str) -> tuple[str, str]:
    """For a date: the value within its bounds, and whether it is a stand-in such as 1/1/1900 that counts as blank.

    Dates lie between 1990 and the day the file came; those of what is planned may lie later.
    """
    stand_ins = ", ".join(f"TIMESTAMP '{day}'" for day in SENTINELS)
    last = "2200-01-01" if planned.field.name in FUTURE_FIELDS else latest_day
    kept = f"CASE WHEN {value} >= TIMESTAMP '{EARLIEST}' AND {value} < TIMESTAMP '{last}' THEN {value} END"
    is_blank = f"coalesce(date_trunc('day', {value}) IN ({stand_ins}), false)"
    return f"({kept})::{planned.field.kind.duckdb_type}", is_blank
