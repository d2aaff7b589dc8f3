"""What of a sender's own file may be shown to the sender again, on a receipt.

A column is shown only where every rule keeps it as it is and its header gives nobody away; a text of it only where no
detector answers to it. Everything else stays behind, whatever it is needed for.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.layouts.model import ColumnRule
from pipelines.metadata.classes import Dataset, Kind, Privacy
from pipelines.privacy.detectors import NAME_SHAPE, VALUE_PATTERNS, classify_header

LONGEST_CODE = (
    60  # characters; what is longer in a column of codes, dates or numbers is no code but a sentence
)


def may_show_column(header: str, rules: Iterable[ColumnRule], dataset: Dataset) -> bool:
    """Whether texts of a column may be shown: each field it feeds is kept as written, and its header meets no pattern.

    A column that is only read beside others (a unit, a time) has no class of its own, and its header decides. On a
    template of the coordinator a mapped column may be called a note.
    """
    fields = [dataset.field(rule.to) for rule in rules if rule.to]
    if any(field.privacy is not Privacy.KEEP or field.kind is Kind.KEY for field in fields):
        return False
    if any(rule.source in ("age", "birth_date") for rule in rules):
        return False
    if dataset.is_coordinator and fields:
        return True
    return classify_header(header, not dataset.is_aggregate) is None


def may_show(texts: pa.Array | pa.ChunkedArray, is_free_text: bool) -> np.ndarray:
    """Which texts may be shown: those that hold no identifier, are no name, and, unless free text, are short."""
    shown = np.ones(len(texts), dtype=bool)
    for kind in VALUE_PATTERNS:
        bare = pc.replace_substring_regex(texts, kind.harmless, " ") if kind.harmless else texts
        shown &= ~_matches(bare, kind.pattern)
    shown &= ~_matches(texts, NAME_SHAPE)
    if not is_free_text:
        long = pc.fill_null(pc.greater(pc.utf8_length(texts), LONGEST_CODE), False)
        shown &= ~np.asarray(long.to_numpy(zero_copy_only=False), dtype=bool)
    return shown


def _matches(texts: pa.Array | pa.ChunkedArray, pattern: str) -> np.ndarray:
    found = pc.fill_null(pc.match_substring_regex(texts, pattern), False)
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)
