"""Two wordings word by word: what one keeps of the other, what it adds, what it takes out.

Only words are compared; how the pieces look stands in ``reports/kit``.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Literal

Kind = Literal["kept", "added", "taken_out"]
ALIKE_FROM = 0.3  # below this share of common words a comparison word by word says nothing


@dataclass(frozen=True)
class Piece:
    """Words that stand together, and what became of them."""

    kind: Kind
    words: str


@dataclass(frozen=True)
class Comparison:
    """The pieces in reading order, words taken out before those added in their place, and how many words of each kind."""

    pieces: tuple[Piece, ...]
    kept: int
    added: int
    taken_out: int

    @property
    def is_alike(self) -> bool:
        """Whether enough words are common to both for the comparison to help."""
        longest = max(self.kept + self.added, self.kept + self.taken_out)
        return longest > 0 and self.kept / longest >= ALIKE_FROM


def compare_wording(before: str, after: str) -> Comparison:
    """What ``after`` keeps of ``before``, adds to it and takes out of it; case and punctuation at a word's edge count."""
    old, new = before.split(), after.split()
    pieces: list[Piece] = []
    counts = {"kept": 0, "added": 0, "taken_out": 0}

    def add(kind: Kind, words: list[str]) -> None:
        if words:
            pieces.append(Piece(kind, " ".join(words)))
            counts[kind] += len(words)

    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for operation, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if operation == "equal":
            add("kept", new[new_from:new_to])
        else:
            add("taken_out", old[old_from:old_to])
            add("added", new[new_from:new_to])
    return Comparison(tuple(pieces), **counts)
