"""What survivors' answers may be read: only with consent, only in waves that are large enough, quotes only as agreed.

A wave that was told already grows by enough people or not at all, or the difference would tell what the few said.

Everything found here refuses the sheet as a whole; it stays where it is, and nothing of it is stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.checks import Check
from pipelines.metadata.classes import Dataset
from pipelines.metadata.derive import field_title
from pipelines.problems import Problem
from pipelines.ranges import cell_ranges, row_ranges
from pipelines.submissions.verdict import Status

CONSENT, QUOTE_CONSENT, WORDS, CONFIRMED = (
    "consent_aggregate",
    "consent_quote",
    "free_text_redacted",
    "redaction_confirmed",
)
WAVE, PERSON = "survey_wave", "answer_no"
QUARTERS = ("survey_wave", "wave", "event_quarter")
"""Fields that say when something happened to people, and are never finer than a quarter."""
_QUARTER = r"^\s*\d{4}\s*-?\s*[Qq][1-4]\s*$"


def consent_problems(
    dataset: Dataset,
    records: pa.Table,
    letters: Mapping[tuple[str, str], str],
    minimum: int,
    catalogue: Mapping[str, Check],
) -> list[Problem]:
    """Everything that refuses a sheet about people: no consent, too few, a time finer than a quarter, with its cells.

    ``minimum`` is the fewest people of a wave that may be read; ``letters`` gives each field's column by sheet.
    """
    names = {field.name for field in dataset.fields}
    found: list[tuple[str, str, np.ndarray, str]] = []
    for name in QUARTERS:
        if name in names:
            other = pc.invert(pc.match_substring_regex(pc.fill_null(records.column(name), ""), _QUARTER))
            found.append(
                (
                    "privacy_finer_than_quarter",
                    name,
                    _mask(pc.and_(other, pc.is_valid(records.column(name)))),
                    "What stands here is no quarter. A day, a week or a month could tell who is meant.",
                )
            )
    if CONSENT in names:
        refused = pc.invert(pc.fill_null(records.column(CONSENT), False))
        found.append(
            ("privacy_consent_missing", CONSENT, _mask(refused), "These people did not agree to be counted.")
        )
    if WORDS in names:
        may = pc.and_(
            pc.fill_null(records.column(CONFIRMED), False), pc.fill_null(records.column(QUOTE_CONSENT), False)
        )
        has_words = pc.fill_null(pc.greater(pc.utf8_length(records.column(WORDS)), 0), False)
        found.append(
            (
                "privacy_words_not_redacted",
                WORDS,
                _mask(pc.and_(has_words, pc.invert(may))),
                "These words have no consent to be quoted, or nobody confirmed that they are redacted.",
            )
        )
    if WAVE in names and PERSON in names:
        found.append(
            (
                "privacy_wave_too_small",
                WAVE,
                _too_small(records, minimum),
                f"This wave has fewer than {minimum} answers, so somebody might be recognized.",
            )
        )
    return [
        problem
        for check_id, field, mask, words in found
        for problem in _told(catalogue[check_id], field, mask, words, records, letters)
    ]


def waves_before(manifests: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """How many people each wave had in the last sheet that was read of it; ``manifests`` come oldest first."""
    found: dict[str, int] = {}
    for manifest in manifests:
        if Status(manifest["status"]).counts:
            found |= manifest.get("waves") or {}
    return found


def people_by_wave(records: pa.Table) -> dict[str, int]:
    """How many people of each wave agreed to be counted, by the wave in capitals without signs; none in other datasets."""
    if WAVE not in records.column_names or PERSON not in records.column_names:
        return {}
    people = pc.if_else(pc.fill_null(records.column(CONSENT), False), records.column(PERSON), None)
    counted = pa.table({"wave": _waves(records), "person": people}).group_by("wave")
    return {
        row["wave"]: row["person_count_distinct"]
        for row in counted.aggregate([("person", "count_distinct")]).to_pylist()
        if row["wave"]
    }


def _waves(records: pa.Table) -> pa.ChunkedArray:
    """The wave of each row in capitals without signs; empty where there is none."""
    return pc.utf8_upper(pc.replace_substring_regex(pc.fill_null(records.column(WAVE), ""), r"[\s-]", ""))


def _too_small(records: pa.Table, minimum: int) -> np.ndarray:
    """The rows of waves in which fewer than ``minimum`` people agreed to be counted."""
    small = [wave for wave, people in people_by_wave(records).items() if people < minimum]
    return _mask(pc.is_in(_waves(records), value_set=pa.array(small, pa.string())))


def growth_problems(
    kept: pa.Table,
    letters: Mapping[tuple[str, str], str],
    minimum: int,
    catalogue: Mapping[str, Check],
    before: Mapping[str, int],
) -> list[Problem]:
    """Waves that have a few people more than when they were last read (``before``): the difference would tell of them.

    ``kept`` are the rows that would be used. Fewer people are never refused: somebody who no longer agrees must be able to be
    taken out.
    """
    few = [
        wave
        for wave, people in people_by_wave(kept).items()
        if 0 < people - before.get(wave, people) < minimum
    ]
    if not few:
        return []
    mask = _mask(pc.is_in(_waves(kept), value_set=pa.array(few, pa.string())))
    words = f"This wave was read before and has fewer than {minimum} answers more; the difference would tell what these say."
    return _told(catalogue["privacy_wave_grew_by_few"], WAVE, mask, words, kept, letters)


def _mask(values: pa.Array | pa.ChunkedArray) -> np.ndarray:
    return np.asarray(
        values.to_numpy(zero_copy_only=False) if isinstance(values, pa.Array) else values.to_numpy(),
        dtype=bool,
    )


def _told(
    check: Check,
    field: str,
    mask: np.ndarray,
    words: str,
    records: pa.Table,
    letters: Mapping[tuple[str, str], str],
) -> list[Problem]:
    """One problem for each sheet with failing rows."""
    sheets = np.asarray(records.column("source_sheet").to_pylist(), dtype=object)
    numbers = records.column("source_row").to_numpy()
    told = []
    for sheet in dict.fromkeys(sheets[mask]):
        rows = np.unique(numbers[mask & (sheets == sheet)])  # a row may have several records
        letter = letters.get((sheet, field))
        told.append(
            check.with_next_step(
                Problem(
                    check.check_id,
                    check.severity,
                    check.stage,
                    f"{words} Nothing of the file was loaded.",
                    sheet,
                    cell_ranges(letter, rows) if letter else row_ranges(rows),
                    field_title(field),
                    int(rows.size),
                )
            )
        )
    return told
