"""SQL that casts one text column to one declared field: the only place where text becomes a value.

Each function answers with a DuckDB expression over a cleaned text expression ``x``; null means "would not cast".
Nothing is guessed: only ISO dates, real Excel dates and the layout's own formats are dates, only listed words are
yes or no, only known spellings are codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pipelines.layouts.model import ColumnRule
from pipelines.metadata.classes import Field, Kind

YES = ("y", "yes", "true", "t", "1", "-1", "(1)", "x", "✓", "✔", "☑", "☒", "🗹", "✅")
NO = ("n", "no", "false", "f", "0", "☐")
SCIENTIFIC = r"^[0-9.]+[eE][+][0-9]+$"
_TWO_WAYS = "^(0?[1-9]|1[0-2])[/.-](0?[1-9]|1[0-2])[/.-]([0-9]{4}|[0-9]{2})([ T,].*)?$"
_UNSEEN = "[\u00ad\u200b\u200c\u200d\u2060\ufeff]"
DAY_ZERO, DAY_ZERO_1904 = "1899-12-30", "1904-01-01"  # the day that a bare 0 stands for in a workbook
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


def folded(word: str) -> str:
    """A word of a layout or a code list as it is compared: like ``cleaned`` text, in small letters."""
    return re.sub(r"\s+", " ", re.sub(_UNSEEN, "", word)).strip().casefold()


def listed(words: Iterable[str]) -> str:
    """Words as the inside of an SQL list, to be compared with small letters."""
    return ", ".join(literal(word) for word in dict.fromkeys(map(folded, words)))


def without_odd_blanks(column: str) -> str:
    """Outer blanks and invisible characters gone, inner runs of blanks as one.

    Most texts are plain and pass by one look, which costs a fifth of replacing what is not there.
    """
    return (
        f"CASE WHEN regexp_full_match({column}, '[!-~]+( [!-~]+)*') THEN {column} ELSE "
        f"trim(regexp_replace(regexp_replace({column}, '[\\x{{00AD}}\\x{{200B}}\\x{{200C}}\\x{{200D}}\\x{{2060}}\\x{{FEFF}}]', "
        f"'', 'g'), '[\\s\\p{{Z}}]+', ' ', 'g')) END"
    )


def without_missing(x: str, missing: tuple[str, ...]) -> str:
    """``x`` with null in place of words for "not recorded"."""
    longest = max(map(len, map(folded, missing)), default=0) + 2  # small letters may be fewer than capitals
    return f"CASE WHEN length({x}) > {longest} THEN {x} WHEN lower({x}) IN ({listed(('', *missing))}) THEN NULL ELSE {x} END"


def cleaned(column: str, missing: tuple[str, ...]) -> str:
    """``column`` without odd blanks and without words for "not recorded"."""
    return without_missing(without_odd_blanks(column), missing)


def is_error(x: str) -> str:
    """Whether a cell holds an error of Excel, such as #REF!, or of LibreOffice, such as Err:502."""
    words = "REF!|N/A|VALUE!|DIV/0!|NAME[?]|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|BUSY!|CONNECT!|UNKNOWN!|ERROR!|GETTING_DATA"
    first = f"ascii({x}) IN ({', '.join(str(ord(letter)) for letter in '#Ee')})"  # spares most texts the look
    return f"CASE WHEN {first} THEN regexp_matches({x}, '^(#({words})|Err:[0-9]{{3}})$', 'i') ELSE false END"


def mapped(x: str, words: Mapping[str, str]) -> str:
    """The meaning of ``x`` by a table of folded words; null where it is not in it."""
    if not words:
        return "NULL::VARCHAR"
    keys = ", ".join(literal(word) for word in words)
    values = ", ".join(literal(value) for value in words.values())
    return f"MAP([{keys}], [{values}])[lower({x})]"


def number(x: str) -> str:
    """A decimal number: "$10,000.00", "(5.00)" and "12 %" are understood, other words are not.

    A comma stands before three digits or nowhere: "1,23" may be a decimal comma, and is not guessed at.
    """
    digits = "([0-9]{1,3}(,[0-9]{3})+|[0-9]*)([.][0-9]*)?"
    money = "((US)?[$] ?|USD ?)?"
    bare = f"try_cast(regexp_replace({x}, '[$,()% ]|USD|US', '', 'g') AS DOUBLE)"
    value = (
        f"CASE WHEN regexp_matches({x}, '^{money}[(] ?{money}{digits} ?[)]$') THEN -{bare} "
        f"WHEN regexp_matches({x}, '^[-+]?{digits} ?%$') THEN {bare} / 100 "
        f"WHEN regexp_matches({x}, '^[-+]?{money}[-+]?{digits}([eE][-+]?[0-9]+)?( ?USD)?$') THEN {bare} END"
    )
    return f"nullif(nullif({value}, 'inf'::DOUBLE), '-inf'::DOUBLE)"


def whole_number(x: str) -> str:
    """A whole number; 12.0 is one, 12.5 is not."""
    value = number(x)
    return f"CASE WHEN ({value}) = floor({value}) THEN try_cast({value} AS BIGINT) END"


def timestamp(x: str, formats: tuple[str, ...], day_zero: str = DAY_ZERO) -> str:
    """A date and time: ISO text, the layout's formats, or an Excel serial number between 20000 and 60000.

    ISO text with a zone is none: whether its clock was the agency's own is the layout's to say, by a format.
    """
    iso = "^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?)?$"
    tries = [f"CASE WHEN regexp_matches({x}, '{iso}') THEN try_cast({x} AS TIMESTAMP) END"]
    orders = [_order(text) for text in formats]
    if {"month", "day"} <= set(orders):
        month, day = (
            _parsed(x, [text for text, order in zip(formats, orders, strict=True) if order == first])
            for first in ("month", "day")
        )
        tries.append(
            f"CASE WHEN {month} IS NULL OR {day} IS NULL OR {month} = {day} THEN coalesce({month}, {day}) END"
        )
        formats = tuple(text for text, order in zip(formats, orders, strict=True) if order is None)
    if formats:
        tries.append(_parsed(x, formats))
    serial = f"try_cast({x} AS DOUBLE)"
    tries.append(
        f"CASE WHEN regexp_matches({x}, '^[0-9]{{5}}([.][0-9]+)?$') AND {serial} BETWEEN 20000 AND 60000 "
        f"THEN TIMESTAMP '{day_zero}' + to_seconds(try_cast(round({serial} * 86400) AS BIGINT)) END"
    )
    return f"coalesce({', '.join(tries)})"


def _parsed(x: str, formats: Iterable[str]) -> str:
    """``x`` by the first format that fits; two-digit years first, or "25" would be read as the year 25."""
    ordered = sorted(formats, key=lambda text: "%y" not in text)
    return f"try_strptime({x}, [{', '.join(literal(text) for text in ordered)}])"


def _order(date_format: str) -> str | None:
    """Which of two numbers comes first in a date format, month or day; None where the month is a word."""
    month, day = re.search("%-?m", date_format), re.search("%-?[de]", date_format)
    if month is None or day is None:
        return None
    return "month" if month.start() < day.start() else "day"


def is_two_ways(x: str, formats: tuple[str, ...]) -> str:
    """Whether a text such as 03/04/2025 could be two days, and the layout's formats do not say which comes first."""
    told = {_order(text) for text in formats} - {None}
    if len(told) == 1:
        return "false"
    if not told:
        return f"coalesce(regexp_matches({x}, '{_TWO_WAYS}'), false)"
    first, second = (f"try_cast(regexp_extract({x}, '{_TWO_WAYS}', {n}) AS INTEGER)" for n in (1, 2))
    return f"coalesce({first} <> {second}, false)"  # 1/1/1900 is one day either way


def birth_date(x: str, formats: tuple[str, ...], happened: str, day_zero: str = DAY_ZERO) -> str:
    """A birth date; one with a two-digit year is the last such day before the event (3/4/55 is 1955, not 2055)."""
    born = timestamp(x, formats, day_zero)
    short = tuple(text for text in formats if "%y" in text)
    if not short:
        return born
    return (
        f"CASE WHEN {_parsed(x, short)} IS NOT NULL AND {born} > {happened} "
        f"THEN {born} - INTERVAL 100 YEAR ELSE {born} END"
    )


def time_of_day(x: str) -> str:
    """Seconds after midnight: 14:05, 2:05 PM, 1405 or 905 without a colon, an Excel fraction, an ISO time."""
    hour = f"try_cast(lpad({x}, 4, '0')[1:2] AS BIGINT)"
    minute = f"try_cast(lpad({x}, 4, '0')[3:4] AS BIGINT)"
    formats = ["%H:%M", "%H:%M:%S", "%H:%M:%S.%f"]
    formats += [f"{clock}{blank}%p" for clock in ("%I:%M", "%I:%M:%S") for blank in (" ", "")]
    return (
        f"coalesce(CASE WHEN regexp_matches({x}, '^[0-9]{{1,4}}$') AND {hour} < 24 AND {minute} < 60 "
        f"THEN {hour} * 3600 + {minute} * 60 END, "
        f"CASE WHEN regexp_matches({x}, '^0?[.][0-9]+$') THEN try_cast(round(try_cast({x} AS DOUBLE) * 86400) AS BIGINT) END, "
        f"try_cast(epoch(try_strptime(regexp_replace({x}, '^.*[ T]([0-9])', '\\1'), [{', '.join(map(literal, formats))}]) "
        "- TIMESTAMP '1900-01-01') AS BIGINT))"
    )


def dates_only(formats: tuple[str, ...]) -> tuple[str, ...]:
    """Date formats without their part for the time of day."""
    return tuple(dict.fromkeys(re.split(r"[ T]*%-?[HIMSfgpn]", text)[0] for text in formats))


def date_and_time(x: str, time: str, formats: tuple[str, ...], day_zero: str = DAY_ZERO) -> str:
    """A timestamp from a date column and a time column; without a time the result is null."""
    day = f"date_trunc('day', {timestamp(x, dates_only(formats), day_zero)})"
    return f"({day} + to_seconds({time_of_day(time)}))"


def yes_no(x: str, words: Mapping[str, str], rule: ColumnRule) -> str:
    """True, false or null by the usual words, the layout's own and its codes."""
    own = {folded(word): "true" for word in rule.yes} | {folded(word): "false" for word in rule.no}
    known = dict.fromkeys(YES, "true") | dict.fromkeys(NO, "false") | own | dict(words)
    return f"try_cast({coded(x, known, rule)} AS BOOLEAN)"


def coded(x: str, words: Mapping[str, str], rule: ColumnRule) -> str:
    """A code by the agency's and the list's spellings; with ``split`` the parts before and after it are tried too."""
    tries = [mapped(x, words)]
    if rule.split:
        cut = literal(rule.split)
        tries.append(mapped(f"trim(split_part({x}, {cut}, 1))", words))
        tries.append(mapped(f"trim(substr({x}, strpos({x}, {cut}) + length({cut})))", words))
    if rule.other is not None:
        tries.append(f"CASE WHEN {x} IS NOT NULL THEN {literal(plain(rule.other))} END")
    return f"coalesce({', '.join(tries)})"


def plain(value: object) -> str:
    """A value of a layout as the text that casts to it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def age_band(age: str) -> str:
    """The band of an age in years; null outside 0 to 110."""
    steps = " ".join(f"WHEN {age} < {limit} THEN {literal(band)}" for limit, band in AGE_BANDS)
    return f"CASE WHEN {age} IS NULL OR {age} < 0 THEN NULL {steps} END"


def term_days(x: str) -> str:
    """Days of a term such as "1Y 6M 0D", "2 years" or "90 days"; a year has 365 days and a month 30."""
    small, amount = f"lower({x})", "[0-9]+(?:[.][0-9]+)?"
    units = (
        ("y", "rs?|ears?", 365),
        ("m", "os?|ths?|onths?", 30),
        ("w", "ks?|eeks?", 7),
        ("d", "ys?|ays?", 1),
    )
    parts = [
        f"coalesce(try_cast(regexp_extract({small}, '({amount}) *{unit}', 1) AS DOUBLE), 0) * {days}"
        for unit, _, days in units
    ]
    whole = "[ ,]*".join(f"({amount} *{unit}({rest})?[.]?)?" for unit, rest, _ in units)
    return f"CASE WHEN regexp_matches({small}, '^{whole}$') THEN try_cast(round({' + '.join(parts)}) AS BIGINT) END"


def cast(field: Field, x: str, rule: ColumnRule, words: Mapping[str, str], day_zero: str = DAY_ZERO) -> str:
    """The typed value of ``x`` for ``field``; keys stay text here and are hashed afterwards.

    ``words`` are the spellings of the field's code list and the rule's own codes. Beside codes a number is still a
    number and yes is still yes; text that has no code stays as it is.
    """
    if field.kind is Kind.CODE:
        return coded(x, words, rule)
    if field.kind in (Kind.TRISTATE, Kind.FLAG):
        return yes_no(x, words, rule)
    if field.kind in (Kind.DATE, Kind.TIMESTAMP):
        return timestamp(x, rule.formats, day_zero)
    if field.kind is Kind.TEXT:
        return f"coalesce({coded(x, words, rule)}, {x})" if rule.codes else x
    if rule.source == "term":
        value = term_days(x)
    else:
        value = whole_number(x) if field.kind is Kind.INTEGER else number(x)
    if not rule.codes:
        return value
    known = f"try_cast({mapped(x, words)} AS {field.kind.duckdb_type})"
    other = f"CASE WHEN {x} IS NOT NULL THEN {plain(rule.other)} END" if rule.other is not None else "NULL"
    return f"coalesce({known}, {value}, {other})"
