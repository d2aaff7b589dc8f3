"""SQL that casts one text column to one declared field: the only place where text becomes a value.

Each function answers with a DuckDB expression over a cleaned text expression ``x``; null means "would not cast".
Nothing is guessed: only ISO dates, real Excel dates and the layout's own formats are dates, only listed words are
yes or no, only known spellings are codes.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.layouts.model import ColumnRule
from pipelines.metadata.classes import Field, Kind

YES = ("y", "yes", "true", "t", "1", "-1", "(1)", "x", "✓", "✔")
NO = ("n", "no", "false", "f", "0")
SCIENTIFIC = r"^[0-9.]+[eE][+][0-9]+$"
AGE_BANDS = (
    (18, "0-17"),
    (25, "18-24"),
    (35, "25-34"),
    (45, "35-44"),
    (55, "45-54"),
    (65, "55-64"),
    (111, "65+"),
)


def literal(text: str) -> str:
    """``text`` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def name(identifier: str) -> str:
    """``identifier`` as a quoted SQL name."""
    return '"' + identifier.replace('"', '""') + '"'


def cleaned(column: str, missing: tuple[str, ...]) -> str:
    """Outer blanks and invisible characters gone, inner runs of blanks as one; words for "not recorded" as null."""
    plain = (
        f"trim(regexp_replace(regexp_replace({column}, '[\\x{{200B}}\\x{{200C}}\\x{{200D}}\\x{{2060}}\\x{{FEFF}}]', '', 'g'), "
        "'[\\s\\x{00A0}]+', ' ', 'g'))"
    )
    words = ", ".join(literal(word.casefold()) for word in ("", *missing))
    return f"CASE WHEN lower({plain}) IN ({words}) THEN NULL ELSE {plain} END"


def mapped(x: str, words: Mapping[str, str]) -> str:
    """The meaning of ``x`` by a table of casefolded words; null where it is not in it."""
    if not words:
        return "NULL::VARCHAR"
    keys = ", ".join(literal(word) for word in words)
    values = ", ".join(literal(value) for value in words.values())
    return f"MAP([{keys}], [{values}])[lower({x})]"


def number(x: str) -> str:
    """A decimal number: "$10,000.00", "(5.00)" and "12 %" are understood, other words are not."""
    bare = f"regexp_replace({x}, '[$,\\s]|USD', '', 'g')"
    return (
        f"CASE WHEN regexp_matches({bare}, '^\\([0-9.]+\\)$') THEN -try_cast(trim({bare}, '()') AS DOUBLE) "
        f"WHEN regexp_matches({bare}, '%$') THEN try_cast(rtrim({bare}, '%') AS DOUBLE) / 100 "
        f"WHEN regexp_matches({bare}, '^[-+]?[0-9]*[.]?[0-9]+([eE][-+]?[0-9]+)?$') "
        f"THEN try_cast({bare} AS DOUBLE) END"
    )


def whole_number(x: str) -> str:
    """A whole number; 12.0 is one, 12.5 is not."""
    value = number(x)
    return f"CASE WHEN ({value}) = floor({value}) THEN ({value})::BIGINT END"


def timestamp(x: str, formats: tuple[str, ...]) -> str:
    """A date and time: ISO text, the layout's formats, or an Excel serial number between 20000 and 60000."""
    tries = [
        f"CASE WHEN regexp_matches({x}, '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}([ T].*)?$') THEN try_cast({x} AS TIMESTAMP) END"
    ]
    if formats:
        listed = ", ".join(literal(text) for text in formats)
        tries.append(f"try_strptime({x}, [{listed}])")
    serial = f"try_cast({x} AS DOUBLE)"
    tries.append(
        f"CASE WHEN regexp_matches({x}, '^[0-9]{{5}}([.][0-9]+)?$') AND {serial} BETWEEN 20000 AND 60000 "
        f"THEN TIMESTAMP '1899-12-30' + to_seconds(round({serial} * 86400)::BIGINT) END"
    )
    return f"coalesce({', '.join(tries)})"


def time_of_day(x: str) -> str:
    """Seconds after midnight: 14:05, 2:05 PM, 1405 or 905 without a colon, an Excel fraction, an ISO time."""
    return (
        "coalesce("
        f"CASE WHEN regexp_matches({x}, '^[0-9]{{1,4}}$') AND lpad({x}, 4, '0')[1:2]::INT < 24 "
        f"AND lpad({x}, 4, '0')[3:4]::INT < 60 "
        f"THEN lpad({x}, 4, '0')[1:2]::BIGINT * 3600 + lpad({x}, 4, '0')[3:4]::BIGINT * 60 END, "
        f"CASE WHEN regexp_matches({x}, '^0?[.][0-9]+$') THEN round(try_cast({x} AS DOUBLE) * 86400)::BIGINT END, "
        f"epoch(try_strptime(regexp_replace({x}, '^.*[ T]([0-9])', '\\1'), "
        "['%H:%M', '%H:%M:%S', '%I:%M %p', '%I:%M:%S %p'])"
        " - TIMESTAMP '1900-01-01')::BIGINT)"
    )


def date_and_time(x: str, time: str, formats: tuple[str, ...]) -> str:
    """A timestamp from a date column and a time column; without a time the result is null."""
    dates = tuple(dict.fromkeys(text.split(" ")[0] for text in formats))
    day = f"date_trunc('day', {timestamp(x, dates)})"
    return f"({day} + to_seconds({time_of_day(time)}))"


def yes_no(x: str, rule: ColumnRule) -> str:
    """True, false or null by the listed words."""
    own = {word.casefold(): "true" for word in rule.yes} | {word.casefold(): "false" for word in rule.no}
    words = dict.fromkeys(YES, "true") | dict.fromkeys(NO, "false") | own
    return f"({mapped(x, words)})::BOOLEAN"


def coded(x: str, words: Mapping[str, str], rule: ColumnRule) -> str:
    """A code by the agency's and the list's spellings; with ``split`` the parts before and after it are tried too."""
    tries = [mapped(x, words)]
    if rule.split:
        separator = literal(rule.split)
        tries.append(mapped(f"trim(split_part({x}, {separator}, 1))", words))
        tries.append(mapped(f"trim(split_part({x}, {separator}, 2))", words))
    if rule.other is not None:
        tries.append(literal(str(rule.other)))
    return f"coalesce({', '.join(tries)})"


def age_band(age: str) -> str:
    """The band of an age in years; null outside 0 to 110."""
    steps = " ".join(f"WHEN {age} < {limit} THEN {literal(band)}" for limit, band in AGE_BANDS)
    return f"CASE WHEN {age} IS NULL OR {age} < 0 THEN NULL {steps} END"


def term_days(x: str) -> str:
    """Days of a term such as "1Y 6M 0D", "2 years" or "90 days"; a year has 365 days and a month 30."""
    folded = f"lower({x})"
    parts = [
        f"coalesce(try_cast(regexp_extract({folded}, '([0-9.]+) *{unit}', 1) AS DOUBLE), 0) * {days}"
        for unit, days in (("y", 365), ("mo?n?t?h?s?(?:[^a-z]|$)", 30), ("w", 7), ("d", 1))
    ]
    known = (
        f"regexp_matches({folded}, '^([0-9.]+ *(y|yrs?|years?|m|mos?|months?|w|wks?|weeks?|d|days?)[ ,]*)+$')"
    )
    return f"CASE WHEN {known} THEN round({' + '.join(parts)})::BIGINT END"


def cast(field: Field, x: str, rule: ColumnRule, words: Mapping[str, str]) -> str:
    """The typed value of ``x`` for ``field``; keys stay text here and are hashed afterwards."""
    if field.kind is Kind.CODE:
        return coded(x, words, rule)
    if field.kind in (Kind.TRISTATE, Kind.FLAG):
        if rule.codes:
            return f"({coded(x, words, rule)})::BOOLEAN"
        return yes_no(x, rule)
    if field.kind in (Kind.DATE, Kind.TIMESTAMP):
        return timestamp(x, rule.formats)
    if rule.source == "term":
        return term_days(x)
    if rule.codes:
        return f"try_cast({coded(x, words, rule)} AS {field.kind.duckdb_type})"
    if field.kind is Kind.INTEGER:
        return whole_number(x)
    if field.kind is Kind.DECIMAL:
        return number(x)
    return x
