"""What is known of a returned receipt on its way from the answers to the next version.

The walk itself begins in ``answered.py``; the version is made in ``next_version.py``, and what it hands on in ``handed_on.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import pyarrow as pa

from pipelines.metadata.classes import Dataset
from pipelines.metadata.derive import record_schema
from pipelines.submissions.answers import AnsweredDoubt, AnsweredRow
from pipelines.submissions.fix_rows import MARK_SCHEMA, REPEAT, row_schema
from pipelines.submissions.fix_words import IT_IS_RIGHT, Doubt
from pipelines.submissions.judged import IntakeContext, Judged
from pipelines.submissions.learned import CodeAnswers
from pipelines.submissions.ledger import Ledger
from pipelines.submissions.merged import Place, fitted
from pipelines.submissions.store import Submission
from pipelines.submissions.verdict import Status


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
    doubts: list[AnsweredDoubt] = field(default_factory=list)
    handed_rows: pa.Table | None = None
    codes: CodeAnswers = field(default_factory=CodeAnswers)
    skipped: set[int] = field(default_factory=set)
    held: set[Place] = field(default_factory=set)
    left_out: dict[Place, AnsweredRow] = field(default_factory=dict)

    def answered(self, word: str) -> dict[Place, AnsweredRow]:
        """Rows with this answer, where it can be followed."""
        return {(r.sheet, r.row): r for r in self.rows if r.answer == word and r.place not in self.skipped}

    @property
    def lines(self) -> set[int]:
        """The lines of *Fix these* that were followed, by their Excel row on the receipt."""
        return {row.place for row in self.rows} | {doubt.place for doubt in self.doubts}

    @property
    def file_is_right(self) -> dict[Doubt, str]:
        """Doubts about the file of which the sender says that it is right, with the reason."""
        return {
            d.doubt: d.why for d in self.doubts if d.answer == IT_IS_RIGHT and d.place not in self.skipped
        }

    def table(self, name: str, schema: pa.Schema) -> pa.Table:
        """A table of the version before; empty where it has none."""
        found = self.ledger.table(self.base, name)
        return found if found is not None else schema.empty_table()

    def asking_rows(self, schema: pa.Schema) -> pa.Table:
        """The rows of the version before that ask for something: those on its receipt, and those that wait for the next."""
        found = [self.ledger.table(self.base, name) for name in ("fix_rows", "later_rows")]
        tables = [table for table in found if table is not None]
        return pa.concat_tables(tables) if tables else schema.empty_table()

    def asking_records(self, dataset: Dataset) -> pa.Table:
        """The typed records of those rows: one of each, or all of them with their repeats."""
        found = self.ledger.table(self.base, "fix_records")
        return found if found is not None else self.asking_rows(row_schema([], dataset))

    def good_records(self, dataset: Dataset) -> pa.Table:
        """The records that the version before uses, or would use once enough is corrected; with their repeats, if it has any."""
        schema = record_schema(dataset)
        name = "records" if Status(self.base.manifest["status"]).counts else "waiting"
        stored = fitted(self.table(name, schema), schema)
        repeats = self.ledger.table(self.base, "record_repeats")
        return stored if repeats is None else stored.append_column(REPEAT, repeats.column(REPEAT))

    def marks(self) -> pa.Table:
        """The marks on those rows."""
        return pa.concat_tables(
            [self.table("fix_marks", MARK_SCHEMA), self.table("later_marks", MARK_SCHEMA)]
        )
