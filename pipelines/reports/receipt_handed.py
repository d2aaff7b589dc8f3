"""What a receipt hands back to be filled in, as it comes out of a stored submission."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa

from pipelines.storage import read_parquet
from pipelines.submissions import Submission
from pipelines.submissions.fix_rows import CODE_SCHEMA, MARK_SCHEMA


@dataclass(frozen=True)
class Handed:
    """Rows with their texts, the marks on their cells, and unknown spellings; see ``submissions/fix_rows.py``."""

    rows: pa.Table | None = field(default=None, repr=False)
    marks: pa.Table = field(default_factory=MARK_SCHEMA.empty_table, repr=False)
    codes: pa.Table = field(default_factory=CODE_SCHEMA.empty_table, repr=False)


NOTHING = Handed()


def load_handed(submission: Submission, key: str) -> Handed:
    """What a stored submission hands back."""
    found = {
        name: read_parquet(path, key)
        for name in ("rows", "marks", "codes")
        if (path := submission.beside(f"fix_{name}")) is not None
    }
    return Handed(**found)
