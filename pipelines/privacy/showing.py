"""Which texts of a column of codes may be shown to the agency that wrote them: on a receipt, in a list of unknown codes.

The gate refuses files for what is surely an identifier. A text is shown only if it does not even look like one: a name in
no list, a number of a person, a remark. What may not be shown is counted and named by its cells.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from pipelines.privacy.detectors import SPOKEN_NAME, VALUE_PATTERNS
from pipelines.privacy.person_names import FIRST_LAST, LAST_FIRST, SHAPED, SINGLE
from pipelines.privacy.values import Texts

LONGEST_CODE = 60  # characters; beyond that it is a remark
_LIKE_A_PERSON = (
    LAST_FIRST,
    FIRST_LAST,
    SINGLE,
    SHAPED,
    r"^[A-Z][A-Za-z'’-]+, ?[A-Z]\.?$",  # Smith, J.
    r"[0-9]{5}",  # a number that is long enough to be somebody's
    r"[0-9]{1,4}[/-][0-9]{1,2}[/-][0-9]{1,4}",  # a date
    rf"(?s)^.{{{LONGEST_CODE + 1}}}",
)


def may_be_shown(texts: pa.Array | pa.ChunkedArray) -> np.ndarray:
    """A mask of the texts that look like nobody's; null is False."""
    cells = Texts(texts)
    person = np.zeros(len(cells.different), dtype=bool)
    for kind in (*VALUE_PATTERNS, SPOKEN_NAME):
        person |= cells.matching(kind.pattern, kind.harmless)
    for pattern in _LIKE_A_PERSON:
        person |= cells.matching(pattern)
    return cells.rows(~person)
