"""Every cast of text to a value, on its borders: what is read, and what is told instead of guessed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import duckdb
import pytest

from pipelines.layouts.model import DEFAULT_MISSING, ColumnRule
from pipelines.metadata.classes import Field, Kind
from pipelines.staging import expressions as sql


@pytest.fixture(scope="module")
def connection() -> Any:
    with duckdb.connect(config={"threads": 1}) as opened:
        yield opened


def rule(**settings: Any) -> ColumnRule:
    return ColumnRule.model_validate({"to": "a_field", **settings})


def field(kind: Kind) -> Field:
    return Field("a_field", kind, "A field.", code_list="a_list" if kind is Kind.CODE else None)


def value(connection: Any, expression: str, text: str | None) -> Any:
    """The value beside others in a column, so that nothing depends on a column of one row."""
    rows = connection.execute(
        f"SELECT {expression} FROM (VALUES (0, '.75'), (1, ?), (2, '2:05 PM'), (3, NULL), (4, 'no')) AS t(n, x) ORDER BY n",
        [text],
    ).fetchall()
    return rows[1][0]


FORMATS = ("%m/%d/%Y", "%m/%d/%Y %H:%M", "%m/%d/%Y %I:%M:%S %p")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("2025-03-04", datetime(2025, 3, 4), id="an ISO day"),
        pytest.param("2025-03-04 05:06", datetime(2025, 3, 4, 5, 6), id="ISO with minutes"),
        pytest.param("2025-03-04T05:06:07", datetime(2025, 3, 4, 5, 6, 7), id="ISO with a T"),
        pytest.param(
            "2025-03-04 05:06:07.500", datetime(2025, 3, 4, 5, 6, 7, 500000), id="ISO with fractions"
        ),
        pytest.param("2025-02-30", None, id="a day that is not in the calendar"),
        pytest.param("2025-03-04T05:06:07-06:00", None, id="ISO with a zone is not the agency's clock"),
        pytest.param("2025-03-04T05:06:07Z", None, id="ISO with Z neither"),
        pytest.param("03/04/2025", datetime(2025, 3, 4), id="the layout's format, month first"),
        pytest.param("3/4/2025", datetime(2025, 3, 4), id="the same without leading zeros"),
        pytest.param("25/12/2025", None, id="day first is not guessed"),
        pytest.param("03/04/2025 23:59", datetime(2025, 3, 4, 23, 59), id="the layout's second format"),
        pytest.param("03/04/2025 12:00:01 AM", datetime(2025, 3, 4, 0, 0, 1), id="after midnight, AM"),
        pytest.param("March 4, 2025", None, id="a format that the layout does not list"),
        pytest.param("45717", datetime(2025, 3, 1), id="an Excel serial number"),
        pytest.param("45717.25", datetime(2025, 3, 1, 6), id="a serial number with a quarter of a day"),
        pytest.param("20000", datetime(1954, 10, 3), id="the lowest serial number"),
        pytest.param("19999", None, id="below the lowest serial number"),
        pytest.param("60000", datetime(2064, 4, 8), id="the highest serial number"),
        pytest.param("60000.5", None, id="above the highest serial number"),
        pytest.param("123456", None, id="six digits are no serial number"),
        pytest.param("yesterday", None, id="a word"),
    ],
)
def test_dates(connection: Any, text: str, expected: datetime | None) -> None:
    assert value(connection, sql.timestamp("x", FORMATS), text) == expected


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        pytest.param("1405", 845, id="HHMM"),
        pytest.param("905", 545, id="HHMM without its leading zero"),
        pytest.param("45", 45, id="45 is a quarter to one"),
        pytest.param("0", 0, id="midnight as 0"),
        pytest.param("2359", 1439, id="the last minute"),
        pytest.param("2400", None, id="24 is no hour"),
        pytest.param("1260", None, id="60 is no minute"),
        pytest.param("12345", None, id="five digits"),
        pytest.param("14:05", 845, id="with a colon"),
        pytest.param("14:05:30", 845.5, id="with seconds"),
        pytest.param("2:05 PM", 845, id="PM"),
        pytest.param("2:05PM", 845, id="PM without a blank"),
        pytest.param("12:05 AM", 5, id="after midnight"),
        pytest.param("0.75", 1080, id="an Excel fraction"),
        pytest.param(".5", 720, id="an Excel fraction without its zero"),
        pytest.param("1899-12-31 07:30:00", 450, id="the time of an Excel cell with a day"),
        pytest.param("noon", None, id="a word"),
    ],
)
def test_times_of_day(connection: Any, text: str, minutes: float | None) -> None:
    found = value(connection, sql.time_of_day("x"), text)
    assert found == (None if minutes is None else minutes * 60)


@pytest.mark.parametrize(
    ("formats", "day", "time", "expected"),
    [
        pytest.param(
            ["%m/%d/%Y %H%M"], "03/04/2025", "905", datetime(2025, 3, 4, 9, 5), id="one format for both"
        ),
        pytest.param(
            ["%d %b %Y %H:%M"], "04 Mar 2025", "9:05", datetime(2025, 3, 4, 9, 5), id="blanks in the day"
        ),
        pytest.param(
            [], "2025-03-04 00:00:00", "0.5", datetime(2025, 3, 4, 12), id="an Excel day and a fraction"
        ),
        pytest.param(["%m/%d/%Y"], "03/04/2025", None, None, id="without a time there is no moment"),
        pytest.param(["%m/%d/%Y"], "03/04/2025", "soon", None, id="nor with a word"),
    ],
)
def test_a_date_and_a_time_column(
    connection: Any, formats: list[str], day: str, time: str | None, expected: datetime | None
) -> None:
    query = (
        f"SELECT {sql.date_and_time('d', 't', tuple(formats))} FROM (SELECT ?::VARCHAR AS d, ?::VARCHAR AS t)"
    )
    assert connection.execute(query, [day, time]).fetchone()[0] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("10000", 10000, id="plain"),
        pytest.param("$10,000.00", 10000, id="dollars"),
        pytest.param("USD 1,250", 1250, id="USD before"),
        pytest.param("1250 USD", 1250, id="USD after"),
        pytest.param("(5.00)", -5, id="in brackets is below zero"),
        pytest.param("$(5.00)", -5, id="dollars in brackets"),
        pytest.param("-$5.00", -5, id="minus before the dollar"),
        pytest.param("12 %", 0.12, id="percent"),
        pytest.param("1.5E+3", 1500, id="scientific notation of an amount"),
        pytest.param(".5", 0.5, id="without its zero"),
        pytest.param("1,23", None, id="a comma before two digits is not guessed at"),
        pytest.param("1.234,50", None, id="a decimal comma"),
        pytest.param("12 34", None, id="two numbers"),
        pytest.param("ten", None, id="a word"),
        pytest.param("()", None, id="nothing in brackets"),
        pytest.param("1e400", None, id="beyond every number"),
    ],
)
def test_numbers(connection: Any, text: str, expected: float | None) -> None:
    found = value(connection, sql.number("x"), text)
    assert found == (None if expected is None else pytest.approx(expected))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("12", 12, id="plain"),
        pytest.param("12.0", 12, id="12.0 is whole"),
        pytest.param("12.5", None, id="12.5 is not"),
        pytest.param("007", 7, id="leading zeros"),
        pytest.param("1,234", 1234, id="thousands"),
        pytest.param("99999999999999999999", None, id="too large to count"),
        pytest.param("1e400", None, id="beyond every number"),
    ],
)
def test_whole_numbers(connection: Any, text: str, expected: int | None) -> None:
    assert value(connection, sql.whole_number("x"), text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *[
            pytest.param(word, True, id=f"{word} is yes")
            for word in ("Y", "yes", "TRUE", "t", "1", "-1", "(1)", "x", "✓")
        ],
        *[pytest.param(word, False, id=f"{word} is no") for word in ("N", "No", "false", "F", "0")],
        pytest.param("Affirmed", True, id="the layout's word for yes"),
        pytest.param("not  seen", False, id="the layout's word for no, however it is spaced"),
        pytest.param("perhaps", None, id="another word is neither"),
        pytest.param("2", None, id="another number is neither"),
    ],
)
def test_yes_and_no(connection: Any, text: str, expected: bool | None) -> None:
    own = rule(yes=["affirmed"], no=["Not seen"])
    assert (
        value(connection, f"({sql.cast(field(Kind.TRISTATE), sql.cleaned('x', ()), own, {})})", text)
        is expected
    )


def test_a_layout_can_turn_a_usual_word_around(connection: Any) -> None:
    assert value(connection, sql.cast(field(Kind.TRISTATE), "x", rule(no=["x"]), {}), "X") is False


def test_codes_stand_beside_the_usual_answers(connection: Any) -> None:
    cast = sql.cast(
        field(Kind.FLAG), "x", rule(codes={"DV": True, "ND": False}), {"dv": "true", "nd": "false"}
    )
    assert [value(connection, cast, text) for text in ("dv", "ND", "Y", "maybe")] == [True, False, True, None]


WORDS = {"dvip": "dv_in_progress", "domestic in progress": "dv_in_progress", "domestic - verbal": "dv_verbal"}


@pytest.mark.parametrize(
    ("settings", "text", "expected"),
    [
        pytest.param({}, "DVIP", "dv_in_progress", id="capitals do not matter"),
        pytest.param({}, "DVIP - Domestic in progress", None, id="no split unless the layout says so"),
        pytest.param({"split": " - "}, "DVIP - anything", "dv_in_progress", id="the part before"),
        pytest.param(
            {"split": " - "}, "417 - Domestic in progress", "dv_in_progress", id="then the part after"
        ),
        pytest.param({"split": " - "}, "417 - Domestic - Verbal", "dv_verbal", id="all of the part after"),
        pytest.param({"split": " - "}, "domestic - verbal", "dv_verbal", id="the whole text first"),
        pytest.param({}, "THEFT", None, id="an unknown code"),
        pytest.param({"other": "not_dv"}, "THEFT", "not_dv", id="every other text"),
        pytest.param({"other": "not_dv"}, None, None, id="a blank is no other text"),
    ],
)
def test_codes(connection: Any, settings: dict[str, Any], text: str | None, expected: str | None) -> None:
    assert value(connection, sql.cast(field(Kind.CODE), "x", rule(**settings), WORDS), text) == expected


@pytest.mark.parametrize(
    ("kind", "settings", "text", "expected"),
    [
        pytest.param(Kind.INTEGER, {"codes": {"P1": 1}}, "p1", 1, id="a code for a number"),
        pytest.param(Kind.INTEGER, {"codes": {"P1": 1}}, "3", 3, id="beside codes a number is a number"),
        pytest.param(Kind.INTEGER, {"codes": {"P1": 1}}, "P9", None, id="and another word none"),
        pytest.param(Kind.INTEGER, {"codes": {"P1": 1}, "other": 9}, "P7", 9, id="but for every other text"),
        pytest.param(Kind.DECIMAL, {"codes": {"NO BOND": 0}}, "$500", 500, id="an amount beside a word"),
        pytest.param(Kind.TEXT, {"codes": {"N": "North"}}, "n", "North", id="a text with a code"),
        pytest.param(Kind.TEXT, {"codes": {"N": "North"}}, "South", "South", id="a text without one stays"),
    ],
)
def test_codes_of_other_kinds(
    connection: Any, kind: Kind, settings: dict[str, Any], text: str, expected: Any
) -> None:
    own = rule(**settings)
    words = {sql.folded(word): sql.plain(code) for word, code in own.codes.items()}
    assert value(connection, sql.cast(field(kind), "x", own, words), text) == expected


@pytest.mark.parametrize(
    ("age", "band"),
    [
        pytest.param("0", "0-17", id="newborn"),
        pytest.param("17", "0-17", id="the last of the first band"),
        pytest.param("18", "18-24", id="the first of the second band"),
        pytest.param("64", "55-64", id="the last before 65"),
        pytest.param("65.0", "65+", id="65 as Excel writes it"),
        pytest.param("110", "65+", id="the oldest that counts"),
        pytest.param("111", None, id="too old"),
        pytest.param("-1", None, id="below zero"),
        pytest.param("unknown", None, id="a word"),
    ],
)
def test_age_bands(connection: Any, age: str, band: str | None) -> None:
    assert value(connection, sql.age_band(sql.whole_number("x")), age) == band


@pytest.mark.parametrize(
    ("text", "days"),
    [
        pytest.param("1Y 6M 0D", 545, id="the court's way"),
        pytest.param("1Y6M", 545, id="without blanks"),
        pytest.param("0D", 0, id="nothing imposed"),
        pytest.param("2 years", 730, id="years"),
        pytest.param("6 mos.", 180, id="months with a point"),
        pytest.param("1.5 years", 548, id="a year and a half"),
        pytest.param("2 wks, 3 days", 17, id="weeks and days"),
        pytest.param("90", None, id="a number without a unit"),
        pytest.param("6M 1Y", None, id="in another order"),
        pytest.param("1.5.2 y", None, id="no number"),
        pytest.param("life", None, id="a word"),
        pytest.param("99999999999999999999y", None, id="too long to count"),
    ],
)
def test_terms(connection: Any, text: str, days: int | None) -> None:
    assert value(connection, sql.term_days("x"), text) == days


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("  A  B ", "A B", id="blanks"),
        pytest.param("\u00a0A\u00a0\u202fB\u00a0", "A B", id="hard blanks"),
        pytest.param("A\r\nB", "A B", id="line breaks"),
        pytest.param("A\u200bB\ufeff", "AB", id="characters without width"),
        pytest.param("   ", None, id="blanks alone"),
        pytest.param("\u200b", None, id="nothing that shows"),
        pytest.param("null", None, id="NULL in any capitals"),
        pytest.param("N/A", None, id="N/A"),
        pytest.param(" - ", None, id="a dash"),
        pytest.param("Not\u00a0 Recorded", None, id="words, however spaced"),
        pytest.param("0000", "0000", id="zeros are no missing word by themselves"),
        pytest.param("#N/A", "#N/A", id="an Excel error is no missing word"),
        pytest.param("000121", "000121", id="leading zeros stay"),
    ],
)
def test_cleaned_text_and_missing_words(connection: Any, text: str, expected: str | None) -> None:
    assert value(connection, sql.cleaned("x", DEFAULT_MISSING), text) == expected


@pytest.mark.parametrize("text", ["#REF!", "#n/a", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"])
def test_errors_of_excel(connection: Any, text: str) -> None:
    assert value(connection, sql.is_error("x"), text) is True


def test_words_with_quotes_and_semicolons_are_only_words(connection: Any) -> None:
    word = "o'clock'); DROP TABLE a; --"
    assert value(connection, sql.mapped("x", {word.lower(): "fine"}), word) == "fine"
