"""Keyed pseudonyms: equal numbers of one agency and kind meet, nothing else does, and no plain number is left."""

from __future__ import annotations

import re

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.privacy.pseudonyms import DIGITS, normalise_sql, pseudonym, pseudonymise

SECRET, OTHER = "01" * 32, "02" * 32


def test_a_pseudonym_is_hexadecimal_and_stays_the_same() -> None:
    once, again = (pseudonym(SECRET, "mpd", "report", "24-12345") for _ in range(2))
    assert once == again
    assert re.fullmatch(rf"[0-9a-f]{{{DIGITS}}}", once)
    assert "12345" not in once


@pytest.mark.parametrize(
    "other",
    [
        pytest.param((SECRET, "rpd", "report", "24-12345"), id="another agency"),
        pytest.param((SECRET, "mpd", "call", "24-12345"), id="another kind of number"),
        pytest.param((SECRET, "mpd", "report", "24-12346"), id="another number"),
        pytest.param((OTHER, "mpd", "report", "24-12345"), id="another secret"),
    ],
)
def test_what_differs_does_not_meet(other: tuple[str, str, str, str]) -> None:
    assert pseudonym(*other) != pseudonym(SECRET, "mpd", "report", "24-12345")


def test_a_column_is_pseudonymised_like_its_numbers_one_by_one() -> None:
    numbers = pa.array(["1", None, "2", "1", "3"])
    issuers = pa.array(["mpd", "mpd", None, "rpd", "mpd"])
    assert pseudonymise(numbers, issuers, SECRET, "report").to_pylist() == [
        pseudonym(SECRET, "mpd", "report", "1"),
        None,
        None,
        pseudonym(SECRET, "rpd", "report", "1"),
        pseudonym(SECRET, "mpd", "report", "3"),
    ]


@pytest.mark.parametrize("numbers", [pa.array([], pa.string()), pa.array([None, None], pa.string())])
def test_columns_without_numbers(numbers: pa.Array) -> None:
    issuers = pa.array(["mpd"] * len(numbers), pa.string())
    assert pseudonymise(numbers, issuers, SECRET, "report").to_pylist() == [None] * len(numbers)


@given(st.lists(st.text(max_size=12), min_size=1, max_size=30))
def test_equal_numbers_and_no_others_meet(numbers: list[str]) -> None:
    keys = pseudonymise(pa.array(numbers), pa.array(["mpd"] * len(numbers)), SECRET, "report").to_pylist()
    assert len(set(keys)) == len(set(numbers))
    assert dict(zip(numbers, keys, strict=True)) == {
        n: pseudonym(SECRET, "mpd", "report", n) for n in numbers
    }


def by_hand(number: str) -> str | None:
    """The normal form, worked out part by part."""
    parts = re.findall(r"[^\W\d_]+|[0-9]+", re.sub(r"\.0+$", "", number).upper())
    stripped = [part.lstrip("0") or "0" for part in parts]
    return None if set(stripped) <= {"0"} else "-".join(stripped)


@given(st.lists(st.text("0012ABcé- ./#", max_size=12), min_size=1, max_size=30))
def test_numbers_of_every_spelling_come_to_their_normal_form(numbers: list[str]) -> None:
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.register("numbers", pa.table({"x": pa.array(numbers), "n": range(len(numbers))}))
        told = connection.execute(f"SELECT {normalise_sql('x')} FROM numbers ORDER BY n").fetchall()
    assert [number for (number,) in told] == [by_hand(number) for number in numbers]
