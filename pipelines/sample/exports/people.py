"""Made-up people for the columns that Samepage must drop: names from syllables, phone numbers that ring nowhere.

Everything follows from a row's number, or from a case's, and a salt: the same case always has the same person.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd

_START = (
    "Bel",
    "Cor",
    "Dav",
    "Fen",
    "Gor",
    "Hal",
    "Jor",
    "Kel",
    "Lun",
    "Mar",
    "Nor",
    "Pel",
    "Ros",
    "Tav",
    "Wex",
)
_MIDDLE = ("a", "e", "i", "o", "ane", "eri", "olo", "umi")
_END = ("ber", "dale", "fort", "king", "lin", "mond", "nett", "ris", "shaw", "sten", "vick", "wood")
_FIRST = (
    "Ada",
    "Bo",
    "Cy",
    "Dee",
    "Eli",
    "Fay",
    "Gus",
    "Ina",
    "Jo",
    "Kit",
    "Lou",
    "Max",
    "Nan",
    "Ola",
    "Pim",
    "Ray",
)
_STREETS = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Hickory", "Juniper", "Linden", "Maple")


ROW = ("_row_id",)  # somebody else in every row; a key instead gives the same person in all rows of a case


@cache
def surnames() -> np.ndarray:
    """Every surname that the syllables give, in a fixed order."""
    return np.array([s + m + e for s in _START for m in _MIDDLE for e in _END], dtype=object)


def dice(rows: pd.DataFrame, salt: str, by: Sequence[str] = ROW) -> np.ndarray:
    """One whole number from 0 to 2**32 - 1 for each row, always the same for the same salt and values of ``by``."""
    who = rows[by[0]].astype(str)
    for name in by[1:]:
        who = who.str.cat(rows[name].astype(str), sep="|")
    hashed = pd.util.hash_array((who + f"|{salt}").to_numpy(dtype=object))
    return (hashed >> np.uint64(16)).astype(np.uint32)


def surname(rows: pd.DataFrame, salt: str, by: Sequence[str] = ROW) -> np.ndarray:
    """A surname for each row."""
    names = surnames()
    return names[dice(rows, salt, by) % len(names)]


def first_name(rows: pd.DataFrame, salt: str, by: Sequence[str] = ROW) -> np.ndarray:
    """A first name for each row."""
    return np.array(_FIRST, dtype=object)[dice(rows, f"{salt} first", by) % len(_FIRST)]


def full_name(rows: pd.DataFrame, salt: str, by: Sequence[str] = ROW) -> np.ndarray:
    """Last name, first name."""
    return surname(rows, salt, by) + ", " + first_name(rows, salt, by)


def badge(rows: pd.DataFrame, salt: str, staff: int = 40, by: Sequence[str] = ROW) -> np.ndarray:
    """A badge number out of ``staff``."""
    return np.array([str(200 + number) for number in range(staff)], dtype=object)[
        dice(rows, salt, by) % staff
    ]


def staff_name(rows: pd.DataFrame, salt: str, staff: int = 40, by: Sequence[str] = ROW) -> np.ndarray:
    """A member of staff out of ``staff``: initial and surname."""
    who = dice(rows, salt, by) % staff
    return np.array(
        [f"{chr(65 + n % 26)}. {surnames()[(n * 97) % len(surnames())]}" for n in range(staff)], dtype=object
    )[who]


def phone(rows: pd.DataFrame, salt: str) -> np.ndarray:
    """A number of the range that is kept free for stories: 555-0100 to 555-0199."""
    return np.array([f"555-01{n:02d}" for n in range(100)], dtype=object)[dice(rows, salt) % 100]


def address(rows: pd.DataFrame, salt: str) -> np.ndarray:
    """A block of a street that does not exist."""
    picked = dice(rows, salt)
    blocks = np.array([f"{n}00 BLK" for n in range(1, 60)], dtype=object)[picked % 59]
    return (
        blocks
        + " "
        + np.array([f"{s.upper()} WAY" for s in _STREETS], dtype=object)[(picked // 64) % len(_STREETS)]
    )
