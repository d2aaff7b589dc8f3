"""Taking a drop in: the context that all files share, the manifest of a judged file, and the saved submission."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.checks import Waiver, load_catalogue, load_waivers
from pipelines.layouts.load import load_layouts, recipe_digest
from pipelines.metadata.code_lists import CODE_LISTS, lookup
from pipelines.metadata.datasets import DATASETS
from pipelines.privacy.keys import site_key
from pipelines.problems import Severity, Stage, worst_first
from pipelines.reading import ReaderPool
from pipelines.settings import COORDINATOR, SettingsError, Site
from pipelines.submissions import store
from pipelines.submissions.content import scope_digest
from pipelines.submissions.drop import DropFile, scan_drop
from pipelines.submissions.ledger import Ledger
from pipelines.submissions.month_problems import coverage_words, known_months
from pipelines.submissions.mou_gate import agencies_without_annex
from pipelines.submissions.next_step import answer_by, next_step
from pipelines.submissions.retention import told_to_sender
from pipelines.submissions.take_in import IntakeContext, Judged, judge_file
from pipelines.submissions.verdict import STATUS_WORDS, Status, sentences, version_sentence

READING_VERSION = 4  # raise it when reading, staging or the gate answers differently for the same file


@dataclass
class Intake:
    """The context of a site for one run, with the recipe of each agency; close it to stop the reader."""

    site: Site
    context: IntakeContext
    recipes: dict[str, str]

    def close(self) -> None:
        """Stop the reader process."""
        self.context.pool.close()

    def judge(self, path: Path, agency_code: str, dataset: str | None = None) -> Judged:
        """Judge one file without storing anything."""
        received = datetime.fromtimestamp(int(path.stat().st_mtime))
        return judge_file(path, agency_code, received, self._context(received, rereads=False), dataset)

    def take_in(self, drop: DropFile, today: date | None = None) -> store.Submission:
        """Judge a drop and save what became of it; what was saved before is handed back as it is.

        ``today`` is the day from which the clocks of a refused file run; the day of the machine where it is not given.
        """
        context = self._context(drop.received)
        if self._counted_before(drop):
            context = replace(context, without_annex=frozenset())
        judged = judge_file(drop.path, drop.agency_code, drop.received, context)
        if judged.status.counts:
            stream = judged.layout.stream if judged.layout else ""
            judged.problems.extend(
                known_months(drop.agency_code, judged.dataset, stream, judged.period, context.earlier)
            )
        if judged.dataset and not judged.scope:
            judged.scope = scope_digest(
                DATASETS[judged.dataset], judged.records, context.key.derive("content")
            )
        by = answer_by(judged.period, context.settings.due_day, drop.received)
        told = ""
        if judged.status is Status.REFUSED:
            told = told_to_sender(
                drop.agency_code, refused_for(judged), today or date.today(), context.settings.retention
            )
        steps = self.context.next_steps
        manifest = make_manifest(judged, drop, self._agency_name(drop.agency_code), by, told, steps)
        return store.save(
            self.site,
            manifest,
            judged.records,
            worst_first(judged.problems),
            self.context.key.derive("submissions"),
            beside_records(judged),
        )

    def _context(self, received: datetime, rereads: bool = True) -> IntakeContext:
        """The context with the files that came before ``received``, oldest first, whoever took them in and when.

        With ``rereads`` the file of a returned receipt is read anew first where today's reading of it is not there yet.
        """
        moment = received.isoformat()
        manifests = [s.manifest for s in store.current_readings(self.site, self.recipes)]
        earlier = sorted(
            (m for m in manifests if m["received_ts"] < moment),
            key=lambda m: (m["received_ts"], m["submission_id"]),
        )
        key = self.context.key.derive("submissions")
        ledger = Ledger(self.site, key, self.recipes, self._reread if rereads else None)
        return replace(self.context, earlier=tuple(earlier), ledger=ledger)

    def _counted_before(self, drop: DropFile) -> bool:
        """Whether an earlier reading of the file counted: the gate of the data annex takes nothing back."""
        identity = (drop.agency_code, drop.digest, drop.named)
        return any(
            store.file_identity(s.manifest) == identity and Status(s.manifest["status"]).counts
            for s in store.stored(self.site)
        )

    def _reread(self, submission: store.Submission) -> None:
        """Take in the file of a submission as files are read today, where it still lies in its drop folder."""
        for drop in scan_drop(self.site, self.recipes):
            identity = (drop.agency_code, drop.digest, drop.named)
            if identity == store.file_identity(submission.manifest):
                self.take_in(drop)
                return

    def _agency_name(self, code: str) -> str:
        if code == COORDINATOR:
            return "the coordinator"
        agency = self.context.settings.agency(code)
        return agency.name if agency else code


def open_intake(site: Site) -> Intake:
    """Load everything that judging needs.

    Raises:
        SettingsError, CatalogueError: a setting, a layout, a code list or the catalogue is wrong.
    """
    settings = site.settings
    catalogue = load_catalogue(site.expectations)
    words = code_words(site)
    own_words = {path.name: code_words(site, path.name) for path in _own_code_folders(site)}
    codes = [*(agency.code for agency in settings.agencies), COORDINATOR]
    layouts = {code: load_layouts(site, code) for code in codes}
    recipes = agency_recipes(site)
    context = IntakeContext(
        settings,
        layouts,
        words,
        site.expectations,
        catalogue,
        site_key(site),
        ReaderPool(),
        load_waivers(site.waivers, catalogue, codes),
        agency_words=own_words,
        without_annex=agencies_without_annex(site, recipes[COORDINATOR]),
    )
    return Intake(site, context, recipes)


def agency_recipes(site: Site) -> dict[str, str]:
    """For each agency the hash of all that decides how its files are read: layouts, codes, numbers, checks, the gate.

    While an agency's annex is not signed its files are read under another hash: so they come in anew once it is.
    """
    settings = site.settings
    shared = hashlib.sha256(_declarations_digest())
    read_with = (
        (site.codes, "*.csv"),
        (site.expectations, "catalogue.csv"),
        (site.expectations / "suites", "*.json"),
    )
    for folder, pattern in read_with:
        for path in sorted(folder.glob(pattern)) if folder.is_dir() else []:
            shared.update(path.name.encode() + path.read_bytes())
    shared.update(repr([(a.code, a.numbers, a.time_zone) for a in settings.agencies]).encode())
    shared.update(repr((settings.time_zone, sorted(settings.limits.items()))).encode())
    codes = [*(agency.code for agency in settings.agencies), COORDINATOR]
    waivers = load_waivers(site.waivers, load_catalogue(site.expectations), codes)
    own = {path.name: _own_codes_digest(path) for path in _own_code_folders(site)}
    for code, lines in waivers.items():
        of_files = tuple(waiver for waiver in lines if not waiver.is_between_registers)
        own[code] = own.get(code, b"") + (repr(of_files).encode() if of_files else b"")
    recipes = {
        code: recipe_digest(load_layouts(site, code), shared.digest() + own.get(code, b"")) for code in codes
    }
    for code in agencies_without_annex(site, recipes[COORDINATOR]):
        told = f"{recipes[code]} {settings.mou_gate}"
        recipes[code] = hashlib.sha256(told.encode()).hexdigest()
    return recipes


def _own_code_folders(site: Site) -> list[Path]:
    """Folders with the spellings of single agencies, named after them."""
    return sorted(path for path in site.codes.iterdir() if path.is_dir()) if site.codes.is_dir() else []


def _own_codes_digest(folder: Path) -> bytes:
    told = hashlib.sha256()
    for path in sorted(folder.glob("*.csv")):
        told.update(path.name.encode() + path.read_bytes())
    return told.digest()


def site_waivers(site: Site) -> tuple[Waiver, ...]:
    """Every waiver of the site, in the order of its agencies.

    Raises:
        SettingsError: a line of ``waivers.csv`` cannot be used.
    """
    codes = [*(agency.code for agency in site.settings.agencies), COORDINATOR]
    found = load_waivers(site.waivers, load_catalogue(site.expectations), codes)
    return tuple(waiver for code in codes for waiver in found.get(code, ()))


@cache
def _declarations_digest() -> bytes:
    """A hash of the declarations that decide how any file is read."""
    told = hashlib.sha256(f"reading {READING_VERSION}".encode())
    for name in sorted(DATASETS):
        told.update(repr(DATASETS[name]).encode())
    for code_list in sorted(CODE_LISTS):
        told.update(repr(CODE_LISTS[code_list]).encode())
    return told.digest()


def code_words(site: Site, agency_code: str | None = None) -> dict[str, dict[str, str]]:
    """The spellings of every code list, with the site's own additions and, where one is named, an agency's over them.

    A site adds spellings in ``inputs/site/codes/<list>.csv`` with the columns ``spelling`` and ``code``, an agency's own
    stand in ``inputs/site/codes/<agency>/<list>.csv``.

    Raises:
        SettingsError: a file is named after no list, lacks a column, or names a code that is not in the list.
    """
    words = {name: dict(lookup(name)) for name in CODE_LISTS}
    folders = [site.codes, *([site.codes / agency_code] if agency_code else [])]
    for path in [path for folder in folders if folder.is_dir() for path in sorted(folder.glob("*.csv"))]:
        if path.stem not in words:
            raise SettingsError(f"{path.name}: {path.stem} is not a code list.")
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, line in enumerate(csv.DictReader(file), start=2):
                code = (line.get("code") or "").strip()
                if code not in CODE_LISTS[path.stem].values or not line.get("spelling"):
                    raise SettingsError(
                        f"{path.name}, line {number}: needs a spelling and a code of the list {path.stem}."
                    )
                words[path.stem][str(line["spelling"]).strip().casefold()] = code
    return words


def beside_records(judged: Judged) -> dict[str, pa.Table]:
    """What is stored beside the records: the rows and codes that the receipt hands back, and good rows that wait."""
    tables = judged.fix.tables() if judged.fix else {}
    tables |= {name: table for name, table in judged.beside.items() if table.num_rows}
    if judged.waiting is not None and judged.waiting.num_rows:
        tables["waiting"] = judged.waiting
    return tables


def refused_for(judged: Judged) -> list[str]:
    """The checks that refused a file, by their ids."""
    return sorted(
        {
            p.check_id
            for p in judged.problems
            if p.stage is Stage.PRIVACY and p.severity is Severity.WHOLE_FILE
        }
    )


def make_manifest(
    judged: Judged,
    drop: DropFile,
    agency_name: str,
    by: date,
    told: str = "",
    guidance: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The manifest of a judged drop: everything that receipts and the warehouse tell of it, and no value.

    ``told`` is a sentence that ends the verdict, such as where a refused file is now; ``guidance`` are the next steps by check.
    """
    period = judged.period
    dataset = DATASETS[judged.dataset] if judged.dataset else None
    rows, cells = judged.rows.to_dict(), judged.cells.to_dict()
    counts = {name: value for name, value in rows.items() if isinstance(value, int)}
    verdict, usual = sentences(judged.status, judged.problems, counts, agency_name, guidance)
    if judged.version is not None and judged.status.counts:
        verdict = version_sentence(judged.version)
    note = coverage_words(period) if period and period.is_partial else ""
    return {
        "submission_id": store.make_submission_id(
            drop.agency_code,
            judged.dataset,
            period.label if period else None,
            f"{drop.digest}{drop.named}",
            drop.recipe,
        ),
        "drop_key": drop.key,
        "file_name": drop.label,
        "file_sha256": drop.digest,
        "named_period": drop.named,
        "content_digest": judged.content_digest,
        "recipe": drop.recipe,
        "agency_code": drop.agency_code,
        "agency_name": agency_name,
        "dataset": judged.dataset,
        "dataset_title": dataset.title if dataset else None,
        "stream": judged.layout.stream if judged.layout else "",
        "scope": judged.scope,
        "layout_name": judged.layout.name if judged.layout else None,
        "period_start": period.start.isoformat() if period else None,
        "period_end": period.end.isoformat() if period else None,
        "period_label": period.label if period else None,
        "period_is_told": judged.period_is_told,
        "coverage_note": note,
        "received_ts": max(drop.received, judged.not_before or drop.received).isoformat(),
        "status": str(judged.status),
        "refused_for": refused_for(judged),
        "status_words": STATUS_WORDS[judged.status],
        "verdict_sentence": f"{verdict} {told}".strip(),
        "next_step": next_step(judged, usual, by),
        "answer_by": by.isoformat(),
        "rows": rows,
        "cells": cells,
        "control_total": judged.control_total,
        "zero_report": judged.status is Status.NIL_REPORT,
        "problems_count": len(judged.problems),
        "submitter_role": None,
        "sheets": judged.sheets,
        "columns": judged.columns,
        "unmapped_codes": judged.unmapped_codes,
        "version": judged.version,
        "fix": judged.fix.to_manifest() if judged.fix else None,
        "checks": judged.checks,
        "profile": judged.profile.to_dict() if judged.profile else None,
        "waves": judged.waves,
        "waived": [waived.to_dict() for waived in judged.waived],
        "confirmed": [confirmed.to_dict() for confirmed in judged.confirmed],
    }
