"""Looks for identifiers in the cells of columns, on whole columns at once: each different text is looked at once.

What is looked for hangs on what becomes of the column (its ``Role``); the answers are names of kinds and masks of rows,
never a value. What a hit means for a file stands in ``places.py`` and ``gate.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.privacy.detectors import LONG_TEXT, VALUE_PATTERNS, ValuePattern
from pipelines.privacy.person_names import FIRST_LAST, LAST_FIRST, MONTH_AND_YEAR, NO_PERSON, SHAPED, SINGLE

NAMES = "people's names"
NAMES_SHARE = 0.3  # of a column's filled cells
_SHAPED_SHARE = 0.8
_FEWEST_SINGLE = 4  # different single names that make a column one of names
_SAME_SHAPE = 0.5
_FEW_ROWS = 5_000
_MANY_TEXTS = 50_000
_SHORT = 1_000  # characters; lists of names are longer, and would make a slow pattern of several
_SHAPES = (
    ("phone numbers", r"^\(?[2-9]\d{2}\)?[2-9]\d{6}$"),
    ("driver's licenses", r"^[A-Z]\d{7,14}$"),
    ("license plates", r"^(?:[A-Z]{3}[ -]?\d{3,4}|\d{3,4}[ -]?[A-Z]{3})$"),
)


class Role(Enum):
    """What becomes of a column, as far as it decides what is looked for in it."""

    WORDS = "text kept as written"
    CODES = "text that becomes a code, or yes or no"
    VALUES = "text that becomes a number or a date"
    NUMBERS = "case numbers that become pseudonyms"
    LEFT_OUT = "a column that nobody mapped"
    DROPPED = "a column dropped for privacy"

    @property
    def is_kept(self) -> bool:
        """Whether anything of the column goes on."""
        return self in (Role.WORDS, Role.CODES, Role.VALUES, Role.NUMBERS)


class _Pool:
    """The different texts of several columns, so that a pattern is made ready and run once for all of them."""

    def __init__(self) -> None:
        self._columns: list[pa.Array] = []
        self._size = 0
        self._found: dict[tuple[str, str | None], np.ndarray] = {}

    def add(self, different: pa.Array) -> slice:
        """Take in the texts of a column; answers with their place among all."""
        start = self._size
        self._columns.append(different.cast(pa.string()))
        self._size += len(different)
        return slice(start, self._size)

    def matching(self, pattern: str, harmless: str | None) -> np.ndarray:
        """A mask of all texts that meet ``pattern``."""
        key = (pattern, harmless)
        if key not in self._found:
            texts = pa.concat_arrays(self._columns)  # in one piece, or the pattern is made ready for each
            if len(texts) < _MANY_TEXTS:
                self._found[key] = _met(texts, pattern, harmless)
            else:  # Arrow lets go of Python's lock while it looks, so two halves are looked through at once
                half = len(texts) // 2
                halves = _threads().map(
                    lambda part: _met(part, pattern, harmless), (texts.slice(0, half), texts.slice(half))
                )
                self._found[key] = np.concatenate(list(halves))
        return self._found[key]


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(2)


def _met(texts: pa.Array, pattern: str, harmless: str | None) -> np.ndarray:
    found = _mask(pc.match_substring_regex(texts, pattern))
    has_harmless = _mask(pc.match_substring_regex(texts, harmless)) if harmless else np.zeros(0, dtype=bool)
    if harmless and has_harmless.any():  # few texts have any, and taking it out of all would copy all
        bare = pc.replace_substring_regex(texts.filter(pa.array(has_harmless)), harmless, " ")
        found[has_harmless] = _mask(pc.match_substring_regex(bare, pattern))
    return found


def _mask(values: pa.Array) -> np.ndarray:
    return np.array(pc.fill_null(values, False).to_numpy(zero_copy_only=False), dtype=bool)


class Texts:
    """A column as its different texts and where each of them stands."""

    def __init__(self, column: pa.ChunkedArray | pa.Array, pool: _Pool | None = None) -> None:
        """Sort the cells of ``column`` by their text."""
        encoded = pc.dictionary_encode(column)
        if isinstance(encoded, pa.ChunkedArray):
            encoded = encoded.combine_chunks()
        self.different = encoded.dictionary
        indices = encoded.indices
        self.filled = np.asarray(pc.is_valid(indices).to_numpy(zero_copy_only=False), dtype=bool)
        self._places = np.asarray(pc.fill_null(indices, 0).to_numpy(zero_copy_only=False), dtype=np.int64)
        self._pool = pool or _Pool()
        self._own = self._pool.add(self.different)

    def matching(self, pattern: str, harmless: str | None = None) -> np.ndarray:
        """A mask of the different texts that meet ``pattern``."""
        return self._pool.matching(pattern, harmless)[self._own]

    def rows(self, different: np.ndarray) -> np.ndarray:
        """A mask of the rows that hold one of the different texts marked."""
        if not len(different):
            return np.zeros(len(self.filled), dtype=bool)
        return np.asarray(different[self._places] & self.filled)

    def mean_length(self) -> float:
        """Characters of the filled cells, on average; 0 for a column without any."""
        lengths = np.asarray(pc.utf8_length(self.different).to_numpy(zero_copy_only=False))
        return float(lengths[self._places[self.filled]].mean()) if self.filled.any() else 0.0


def columns_of(grid: pa.Table, roles: Mapping[str, Role]) -> dict[str, Texts]:
    """Columns by letter; those that answer to the same patterns are looked through together, and so is a whole small sheet.

    Making a pattern ready takes as long as looking through some thousand texts.
    """
    whole = _Pool() if grid.num_rows <= _FEW_ROWS else None
    pools = {role: whole or _Pool() for role in roles.values()}
    return {letter: Texts(grid.column(letter), pools[role]) for letter, role in roles.items()}


def hits(
    texts: Texts, role: Role, known: frozenset[str] = frozenset()
) -> Iterator[tuple[ValuePattern, np.ndarray]]:
    """Patterns met in single cells, each with a mask of the rows; ``known`` texts (small letters) are codes and nobody.

    In dropped columns only what is grave is looked for; case numbers and dates answer to fewer patterns than words do.
    """
    harmless = _among(texts, known)
    if role is not Role.DROPPED and not texts.matching("[A-Za-z@(+]|[0-9][-–‑. ][0-9]").any():
        return
    asked = [kind for kind in VALUE_PATTERNS if _asked(kind, role)]
    together = _together(texts, asked)
    none = bool(together) and not texts.matching(_any_of(kind.pattern for kind in together)).any()
    for kind in asked:
        if none and kind in together:
            continue
        found = texts.matching(kind.pattern, kind.harmless) & ~harmless
        if found.any():
            yield kind, texts.rows(found)


def _together(texts: Texts, kinds: list[ValuePattern]) -> list[ValuePattern]:
    """Patterns that one look answers: most columns meet none of them. Lists of names would make it a slow look.

    A pattern before which something is taken out of a text is among them where no text has that.
    """
    taken_out = [kind.harmless for kind in kinds if kind.harmless is not None]
    has_harmless = bool(taken_out) and texts.matching(_any_of(taken_out)).any()
    return [k for k in kinds if len(k.pattern) < _SHORT and not (k.harmless is not None and has_harmless)]


def _any_of(patterns: Iterable[str]) -> str:
    return "|".join(f"(?:{pattern})" for pattern in patterns)


def _asked(kind: ValuePattern, role: Role) -> bool:
    if role is Role.DROPPED:
        return kind.grave
    if role in (Role.VALUES, Role.NUMBERS) and kind.words_only:
        return False
    return not (role is Role.NUMBERS and kind.of_a_place and kind.name != "an e-mail address")


def _among(texts: Texts, known: frozenset[str]) -> np.ndarray:
    if not known:
        return np.zeros(len(texts.different), dtype=bool)
    folded = pc.utf8_lower(pc.utf8_trim_whitespace(texts.different))
    listed = pc.is_in(folded, value_set=pa.array(sorted(known), folded.type))
    return np.asarray(listed.to_numpy(zero_copy_only=False), dtype=bool)


def shapes(texts: Texts, role: Role, may_be_long: bool = True) -> Iterator[tuple[str, np.ndarray]]:
    """What a column is as a whole (names, phones, licenses, long text), each with a mask of the rows."""
    filled = int(texts.filled.sum())
    if not filled or role in (Role.VALUES, Role.NUMBERS, Role.DROPPED):
        return
    names = _names(texts, filled)
    if names is not None:
        yield NAMES, names
    if role is Role.WORDS or role is Role.LEFT_OUT:
        for what, pattern in _SHAPES:
            different = texts.matching(pattern)
            rows = texts.rows(different)
            # A district's code repeats, a number of a person does not.
            if (
                rows.sum() > _SAME_SHAPE * filled
                and different.sum() > _SAME_SHAPE * rows.sum()
                and rows.sum() > 2
            ):
                yield what, rows
    if not may_be_long and role is Role.WORDS and texts.mean_length() > LONG_TEXT:
        yield "long text about what happened", texts.filled


def _names(texts: Texts, filled: int) -> np.ndarray | None:
    """Rows of a column that is largely names, else None."""
    listed = texts.rows(texts.matching(LAST_FIRST, MONTH_AND_YEAR) | texts.matching(FIRST_LAST, NO_PERSON))
    if listed.sum() > NAMES_SHARE * filled:
        return listed
    single = texts.matching(SINGLE)
    if single.sum() >= _FEWEST_SINGLE and texts.rows(single).sum() > NAMES_SHARE * filled:
        return texts.rows(single)
    shaped = texts.rows(texts.matching(SHAPED))
    if shaped.sum() > _SHAPED_SHARE * filled and listed.sum() * 10 >= filled:
        return shaped
    return None
