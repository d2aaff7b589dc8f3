"""What senders said their codes mean: read off a returned receipt, and kept in the agency's own code lists.

An answer counts where the receipt listed the spelling and the code is in its list. A spelling that means something else
already is told and never overwritten: the coordinator decides.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa

from pipelines.metadata.code_lists import CODE_LISTS
from pipelines.privacy.keys import site_key
from pipelines.problems import Problem, Severity, Stage
from pipelines.ranges import cell_ranges
from pipelines.settings import Site
from pipelines.staging.plan import CodeWords
from pipelines.storage import read_parquet
from pipelines.submissions.fix_words import CHOICE_DASH, CODE_LIST, MEANING, SPELLING, bare
from pipelines.submissions.returned import Table
from pipelines.submissions.store import Submission, stored

LEARNED = pa.schema([("code_list", pa.string()), ("spelling", pa.string()), ("code", pa.string())])
_COLUMNS = ("spelling", "code")


@dataclass(frozen=True)
class CodeAnswers:
    """Answers that count, the lines they stand on, and what is told of them and of the others."""

    learned: tuple[tuple[str, str, str], ...] = field(default=(), repr=False)  # code list, spelling, code
    lines: frozenset[int] = frozenset()
    problems: tuple[Problem, ...] = ()

    def table(self) -> pa.Table:
        """The answers that count, as they are stored with the submission."""
        rows = [dict(zip(LEARNED.names, one, strict=True)) for one in self.learned]
        return pa.Table.from_pylist(rows, LEARNED)


def read_answers(table: Table, handed: pa.Table, words: CodeWords) -> CodeAnswers:
    """The answers of the sheet of unknown codes; ``words`` are the spellings that the agency's files are read with."""
    listed = {
        (code["code_list"], code["spelling"].strip().casefold()): code["spelling"]
        for code in handed.to_pylist()
    }
    positions = [
        table.headers.index(name) if name in table.headers else -1 for name in (SPELLING, MEANING, CODE_LIST)
    ]
    strange: list[int] = []
    known: list[int] = []
    learned, lines = [], []
    for line in table.lines:
        cells = [line.texts[p] if 0 <= p < len(line.texts) else "" for p in positions]
        spelling, meaning, code_list = bare(cells[0]), cells[1].strip(), cells[2].strip()
        if not meaning:
            continue
        code = _code(code_list, meaning)
        if code is None or (code_list, spelling.casefold()) not in listed:
            strange.append(line.place)
            continue
        means = words.get(code_list, {}).get(spelling.casefold())
        if means not in (None, code):
            known.append(line.place)
            continue
        learned.append((code_list, listed[code_list, spelling.casefold()], code))
        lines.append(line.place)
    problems = [
        Problem(
            "row_receipt_code_not_used",
            Severity.VALUE,
            Stage.ROW,
            message,
            table.sheet.name,
            cell_ranges(table.letter(MEANING) or "E", np.array(places)),
            MEANING,
            len(places),
        )
        for message, places in (
            (
                "These answers are not in the code list, or their spelling is not one that the receipt asked about.",
                strange,
            ),
            ("These spellings mean something else for your agency already. Nothing was changed.", known),
        )
        if places
    ]
    if learned:
        count = len(learned)
        problems.append(
            Problem(
                "row_receipt_codes_learned",
                Severity.NOTE,
                Stage.ROW,
                f"{count:,} {'spelling is' if count == 1 else 'spellings are'} known from now on. Your files are read again "
                "with them.",
                table.sheet.name,
                cell_ranges(table.letter(MEANING) or "E", np.array(lines)),
                MEANING,
                count,
            )
        )
    return CodeAnswers(tuple(dict.fromkeys(learned)), frozenset(lines), tuple(problems))


def _code(code_list: str, meaning: str) -> str | None:
    """The code that an answer names: as picked from the list, or the code or its words alone."""
    for code in CODE_LISTS[code_list].codes if code_list in CODE_LISTS else ():
        if meaning in (f"{code.label}{CHOICE_DASH}{code.code}", code.code, code.label):
            return code.code
    return None


def learn_codes(site: Site) -> int:
    """Add what the returned receipts of a site taught to its code lists; gives how many spellings are new."""
    taught = [submission for submission in stored(site) if submission.beside("learned")]
    return learn(site, taught, site_key(site).derive("submissions")) if taught else 0


def learn(site: Site, submissions: Sequence[Submission], key: str) -> int:
    """Add what returned receipts taught to the code lists of their agencies, each receipt once; gives how many spellings.

    A line that the coordinator takes out afterwards stays out: what was learned once is noted in ``.samepage/learned``.
    """
    count = 0
    for submission in submissions:
        path = submission.beside("learned")
        done = site.state / "learned" / str(submission.manifest["file_sha256"])
        if path is None or done.exists():
            continue
        for told in read_parquet(path, key).to_pylist():
            folder = site.codes / str(submission.manifest["agency_code"])
            count += _add(folder / f"{told['code_list']}.csv", told["spelling"], told["code"])
        done.parent.mkdir(parents=True, exist_ok=True)
        done.touch()
    return count


def _add(path: Path, spelling: str, code: str) -> int:
    """Add a line to a code list; a spelling that stands there already is left as it is."""
    lines: list[Mapping[str, str]] = []
    if path.exists():
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.DictReader(file))
    if any((line.get("spelling") or "").strip().casefold() == spelling.strip().casefold() for line in lines):
        return 0
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".writing")
    names = list(dict.fromkeys([*_COLUMNS, *(name for line in lines for name in line)]))
    with temporary.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows([*lines, {"spelling": spelling, "code": code}])
    os.replace(temporary, path)
    return 1
