"""What is known of a returned receipt on its way from the answers to the next version.

The walk itself begins in ``answered.py``; the version is made in ``next_version.py``, and what it hands on in ``handed_on.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import pyarrow as pa

from pipelines.submissions.answers import AnsweredRow
from pipelines.submissions.fix_rows import MARK_SCHEMA
from pipelines.submissions.judged import IntakeContext, Judged
from pipelines.submissions.learned import CodeAnswers
from pipelines.submissions.ledger import Ledger
from pipelines.submissions.merged import Place
from pipelines.submissions.store import Submission


@dataclass
class Walk:
    """What is known of a returned receipt on its way.

    ``handed`` is the submission whose receipt this is, ``base`` the reading of the same file that counts today;
    ``skipped`` are lines with an answer that cannot be followed, ``held`` rows that were answered and still wait,
    ``left_out`` those that the sender leaves out.
    """

    judged: Judged
    context: IntakeContext
    ledger: Ledger
    received: datetime
    handed: Submission
    base: Submission
    rows: list[AnsweredRow] = field(default_factory=list)
    handed_rows: pa.Table | None = None
    codes: CodeAnswers = field(default_factory=CodeAnswers)
    skipped: set[int] = field(default_factory=set)
    held: set[Place] = field(default_factory=set)
    left_out: dict[Place, AnsweredRow] = field(default_factory=dict)

    def answered(self, word: str) -> dict[Place, AnsweredRow]:
        """Rows with this answer, where it can be followed."""
        return {(r.sheet, r.row): r for r in self.rows if r.answer == word and r.place not in self.skipped}

    def table(self, name: str, schema: pa.Schema) -> pa.Table:
        """A table of the version before; empty where it has none."""
        found = self.ledger.table(self.base, name)
        return found if found is not None else schema.empty_table()

    def asking_rows(self, schema: pa.Schema) -> pa.Table:
        """The rows of the version before that ask for something: those on its receipt, and those that wait for the next."""
        found = [self.ledger.table(self.base, name) for name in ("fix_rows", "later_rows")]
        tables = [table for table in found if table is not None]
        return pa.concat_tables(tables) if tables else schema.empty_table()

    def marks(self) -> pa.Table:
        """The marks on those rows."""
        return pa.concat_tables(
            [self.table("fix_marks", MARK_SCHEMA), self.table("later_marks", MARK_SCHEMA)]
        )
