"""What survivors' answers may be read: only with consent, only in waves that are large enough, quotes only as agreed.

Everything found here refuses the sheet as a whole; it stays where it is, and nothing of it is stored.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.checks import Check
from pipelines.metadata.classes import Dataset
from pipelines.metadata.derive import field_title
from pipelines.problems import Problem
from pipelines.ranges import cell_ranges, row_ranges

CONSENT, QUOTE_CONSENT, WORDS, CONFIRMED = (
    "consent_aggregate",
    "consent_quote",
    "free_text_redacted",
    "redaction_confirmed",
)
WAVE, PERSON = "survey_wave", "answer_no"


def consent_problems(
    dataset: Dataset,
    records: pa.Table,
    letters: Mapping[tuple[str, str], str],
    minimum: int,
    catalogue: Mapping[str, Check],
) -> list[Problem]:
    """Everything that refuses a sheet of survivors' answers or themes, with its cells.

    ``minimum`` is the fewest people of a wave that may be read; ``letters`` gives each field's column by sheet.
    """
    names = {field.name for field in dataset.fields}
    found: list[tuple[str, str, np.ndarray, str]] = []
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


def _too_small(records: pa.Table, minimum: int) -> np.ndarray:
    """The rows of waves in which fewer than ``minimum`` people agreed to be counted."""
    waves = pc.utf8_upper(pc.replace_substring_regex(pc.fill_null(records.column(WAVE), ""), r"[\s-]", ""))
    people = pc.if_else(pc.fill_null(records.column(CONSENT), False), records.column(PERSON), None)
    counted = (
        pa.table({"wave": waves, "person": people}).group_by("wave").aggregate([("person", "count_distinct")])
    )
    counted = counted.filter(pc.not_equal(counted.column("wave"), ""))
    small = counted.filter(pc.less(counted.column("person_count_distinct"), minimum)).column("wave")
    return _mask(pc.is_in(waves, value_set=small.combine_chunks()))


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
                    f"{words} Nothing of the file was loaded, and the file stays where it is.",
                    sheet,
                    cell_ranges(letter, rows) if letter else row_ranges(rows),
                    field_title(field),
                    int(rows.size),
                )
            )
        )
    return told
