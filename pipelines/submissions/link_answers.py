"""What a person said about uncertain links, kept for ever in ``inputs/site/links/answers.csv``.

A line is one answer about one question; the last line about a question holds. Questions go by keyed codes, so the file names no
case. Answers come back in the workbook of uncertain links, which is read like any sheet of
the coordinator's; what an answer does to a pair stands in ``linkage/``.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.metadata.links import DONT_KNOW, NOT_SAME, SAME
from pipelines.privacy.keys import site_key
from pipelines.settings import SettingsError, Site
from pipelines.storage import read_parquet
from pipelines.submissions.store import stored

DATASET = "link_review"

COLUMNS = ("question_id", "answer", "answered_on")
ANSWERS = (SAME, NOT_SAME, DONT_KNOW)


@dataclass(frozen=True)
class LinkAnswer:
    """One answer about one pair of records."""

    question_id: str
    answer: str
    answered_on: date


def answers_file(site: Site) -> Path:
    """Where the answers of a site stand; there need be no such file."""
    return site.links / "answers.csv"


def read_link_answers(site: Site) -> tuple[LinkAnswer, ...]:
    """The answers that hold, by question.

    Raises:
        SettingsError: a line is no answer; the text names it.
    """
    path = answers_file(site)
    if not path.exists():
        return ()
    held: dict[str, LinkAnswer] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, line in enumerate(csv.DictReader(file), start=2):
            answer = _answer(line)
            if answer is None:
                raise SettingsError(
                    f"links/{path.name}, line {number}: needs {', '.join(COLUMNS)}; the answer is one of "
                    f"{', '.join(ANSWERS)}, the day is written like 2026-01-31."
                )
            held[answer.question_id] = answer
    return tuple(held[name] for name in sorted(held))


def _answer(line: dict[str, str | None]) -> LinkAnswer | None:
    question, answer, told = ((line.get(name) or "").strip() for name in COLUMNS)
    try:
        day = date.fromisoformat(told)
    except ValueError:
        return None
    return LinkAnswer(question, answer, day) if question and answer in ANSWERS else None


def add_link_answers(site: Site, answers: Iterable[LinkAnswer]) -> int:
    """Add the answers that say something new, after all that stand there; gives how many."""
    known = {one.question_id: one.answer for one in read_link_answers(site)}
    new = [one for one in answers if known.get(one.question_id) != one.answer]
    if not new:
        return 0
    path = answers_file(site)
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text(encoding="utf-8-sig") if path.exists() else ",".join(COLUMNS) + "\n"
    lines = [f"{one.question_id},{one.answer},{one.answered_on.isoformat()}\n" for one in new]
    temporary = path.with_suffix(".writing")
    temporary.write_text(before + ("" if before.endswith("\n") else "\n") + "".join(lines), encoding="utf-8")
    os.replace(temporary, path)
    return len(new)


def learn_links(site: Site) -> int:
    """Keep what returned workbooks of uncertain links say, each file once and in the order they came; gives how many answers.

    A line that is taken out of the file afterwards stays out: what was learned once is noted in ``.samepage/learned``.
    """
    returned = [one for one in stored(site) if one.manifest["dataset"] == DATASET and one.records is not None]
    count = 0
    for submission in sorted(returned, key=lambda one: str(one.manifest["received_ts"])):
        done = site.state / "learned" / f"links-{submission.manifest['file_sha256']}"
        if done.exists():
            continue
        records = read_parquet(submission.records, site_key(site).derive("submissions"))  # type: ignore[arg-type]
        day = date.fromisoformat(str(submission.manifest["received_ts"])[:10])
        told = records.select(["question_id", "answer"]).to_pylist()
        count += add_link_answers(
            site, [LinkAnswer(one["question_id"], one["answer"], day) for one in told if one["answer"]]
        )
        done.parent.mkdir(parents=True, exist_ok=True)
        done.touch()
    return count
