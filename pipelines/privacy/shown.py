"""What of a sender's own file may be shown to the sender again, on a receipt.

A column is shown only where every rule keeps it as it is and its header gives nobody away; a text of it only where no
detector answers to it. Everything else stays behind, whatever it is needed for.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow.compute as pc

from pipelines.layouts.model import ColumnRule
from pipelines.metadata.classes import Dataset, Kind, Privacy
from pipelines.privacy.detectors import SPOKEN_NAME
from pipelines.privacy.headers import classify_header
from pipelines.privacy.person_names import FIRST_LAST, LAST_FIRST, NO_PERSON, SHAPED, SINGLE
from pipelines.privacy.values import Role, Texts, hits

LONGEST_CODE = 60  # characters; longer ones in a column of codes, dates or numbers are no code but a sentence
_SHAPED_LIKE_A_NAME = rf"{SHAPED}|^[A-Z][A-Za-z'’-]+, ?[A-Z]\.?$"
_NO_NAME = (
    r"(?i)(?:^|[^a-z])(?:assault|battery|theft|burglary|robbery|stalking|harassment|violation|offense|charge|felony|misdemeanor|"
    r"simple|aggravated|domestic|attempted|first|second|third|degree|other|unknown|property|damage|order|family|non|no|not)(?:$|[^a-z])"
)
_NUMBER_OR_DATE = (r"[0-9]{5}", r"[0-9]{1,4}[/-][0-9]{1,2}[/-][0-9]{1,4}")


def may_show_column(header: str, rules: Iterable[ColumnRule], dataset: Dataset) -> bool:
    """Whether texts of a column may be shown: each field it feeds is kept as written, and its header meets no pattern.

    A column that is only read beside others (a unit, a time) has no class of its own, and its header decides. On a
    template of the coordinator a mapped column may be called a note.
    """
    fields = [dataset.field(rule.to) for rule in rules if rule.to]
    if any(field.privacy is not Privacy.KEEP or field.kind is Kind.KEY for field in fields):
        return False
    if any(rule.source in ("age", "age_at_export", "birth_date") for rule in rules):
        return False
    if dataset.is_coordinator and fields:
        return True
    return classify_header(header, not dataset.is_aggregate) is None


def may_show(texts: Texts, is_free_text: bool, is_code: bool = False) -> np.ndarray:
    """Which rows' texts may be shown: those that hold no identifier, are no name, and, unless free text, are short.

    A text typed where a code belongs (``is_code``) may be anything: a long number or a date is somebody's there.
    """
    person = texts.matching(SPOKEN_NAME.pattern) | (
        texts.matching(_SHAPED_LIKE_A_NAME) & ~texts.matching(_NO_NAME)
    )
    person |= texts.matching(FIRST_LAST, NO_PERSON)
    for pattern in (LAST_FIRST, SINGLE, *(_NUMBER_OR_DATE if is_code else ())):
        person |= texts.matching(pattern)
    withheld = texts.rows(person)
    for _, rows in hits(texts, Role.WORDS):
        withheld |= rows
    if not is_free_text:
        long = pc.fill_null(pc.greater(pc.utf8_length(texts.different), LONGEST_CODE), False)
        withheld |= texts.rows(np.asarray(long.to_numpy(zero_copy_only=False), dtype=bool))
    return np.asarray(~withheld)
