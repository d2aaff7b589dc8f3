"""What is written where: the workbooks with what they read, and receipts next to nobody's drop folder but ours.

Paths are made here; how a workbook looks stands in its own module.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.privacy.keys import site_key
from pipelines.problems import Problem
from pipelines.reports import (
    case_statistics,
    compliance,
    coordinator,
    director_findings,
    link_review,
    map_book,
    policy_comparison,
    receipt,
    receipt_handed,
    receipt_text,
    reminders,
    team_book,
)
from pipelines.reports.changes import Changes, read_changes
from pipelines.reports.receipt_between import Misfit, read_between
from pipelines.reports.source import Source
from pipelines.settings import SettingsError, Site
from pipelines.warehouse.connect import open_generation
from pipelines.warehouse.publish import published

_COMMON = ("ops.site", "ops.agency", "ops.measure_definition", "ops.code_list", "ops.submission_status")
BETWEEN_READ = (
    "ops.register_problem",
    "ops.check",
    "ops.dataset",
    "ops.agency",
    "ops.waiver",
    "ops.submission",
)
CHANGES_READ = ("ops.restatement", "ops.restatement_field", "ops.figure_change", "ops.submission")

SURVIVORS_READ = (
    "pub.survivor_wave",
    "pub.survivor_answer",
    "pub.survivor_outcome",
    "pub.survivor_theme",
    "pub.survivor_quote",
    "pub.consultation",
)
TEAM_READ = (
    "pub.partner",
    "pub.work_group",
    "pub.team_member",
    "pub.meeting",
    "pub.training_event",
    "pub.public_event",
)
DUE_READ = (
    "ops.site",
    "ops.agency",
    "ops.code_list",
    "ops.submission_status",
    "pub.recommendation",
    "pub.recommendation_review",
    "pub.decision",
    "pub.milestone",
    "pub.finding",
    "pub.policy_document",
    "pub.material",
    "pub.scheduled_activity",
    "pub.assessment_plan_item",
    *TEAM_READ,
)
REGISTERS_READ = (
    "pub.recommendation",
    "pub.recommendation_review",
    "pub.conclusion",
    "pub.decision",
    "pub.decision_not_counted",
    "ops.check",
    "pub.milestone",
    "pub.partner",
    "pub.practice_element",
    "pub.assessment_plan_item",
    "pub.practice_evidence",
    "pub.policy_action",
    "pub.case_review",
)


@dataclass(frozen=True)
class Book:
    """A workbook: its file name without ending, what it is for, how it is written, and the tables it reads."""

    name: str
    description: str
    write: Callable[[Source, Path], None]
    reads: tuple[str, ...]


BOOKS = (
    Book(
        "policy_comparison",
        "Recommended practice beside local policy, element by element, with conflicts by name and gaps to discuss.",
        policy_comparison.write,
        (
            *_COMMON,
            "ops.problem",
            "ops.submission",
            "pub.policy_response",
            "pub.policy_status_count",
            "pub.policy_practice",
            "pub.policy_action",
            "pub.practice_element",
        ),
    ),
    Book(
        "case_map",
        "The way of a case from 911 to probation, drawn and as a table, and the source book with what it lacks.",
        map_book.write,
        (
            *_COMMON,
            "pub.process_step",
            "pub.policy_document",
            "pub.document_reference",
            "pub.measure_value",
        ),
    ),
    Book(
        "case_statistics",
        "Calls, reports, arrests, custody, charges, dispositions, sentences and supervision, with their charts.",
        case_statistics.write,
        (*_COMMON, "pub.measure_value", "pub.funnel", "ops.match_rate"),
    ),
    Book(
        "compliance",
        "What the policy asks for beside what records show, and what cannot be known yet.",
        compliance.write,
        (
            *_COMMON,
            "pub.policy_response",
            "pub.policy_practice",
            "pub.case_review",
            "pub.measure_value",
            "pub.practice_evidence",
            "pub.practice_element",
            "pub.policy_action",
            "pub.finding_standing",
            "ops.finding_rule",
            "ops.blank_rate",
            "pub.milestone",
            "pub.control_limit",
            "pub.policy_event",
        ),
    ),
    Book(
        "coordinator",
        "The coordinator's working book: what came in, what is late, what is wrong, and what to raise with whom.",
        coordinator.write,
        (
            *_COMMON,
            "ops.problem",
            "ops.blank_rate",
            "ops.match_rate",
            "ops.handover",
            "ops.dataset",
            "ops.row_deletion",
            *CHANGES_READ,
            "ops.withdrawal",
            "ops.edition_change",
            "ops.suppression_log",
            "pub.measure_value",
            "pub.funnel",
            "pub.policy_response",
            "pub.policy_status_count",
            *REGISTERS_READ,
            *DUE_READ,
            *SURVIVORS_READ,
            "pub.policy_practice",
            "pub.document_reference",
            "pub.release_review",
            "ops.disclosure_proof",
            "pub.finding_standing",
            "ops.finding_rule",
        ),
    ),
    Book(
        "team_book",
        "The team's book for its meeting: what survivors say first, then where policy and practice part.",
        team_book.write,
        (
            *_COMMON,
            *SURVIVORS_READ,
            "pub.policy_response",
            "pub.policy_status_count",
            "pub.policy_practice",
            "pub.case_review",
            "pub.funnel",
            *REGISTERS_READ,
            *TEAM_READ,
            "pub.finding_standing",
            "ops.finding_rule",
        ),
    ),
    Book(
        "uncertain_links",
        "Pairs of records of two agencies that may belong together: what to look up, and a cell for the answer.",
        link_review.write,
        ("ops.site", "ops.agency", "ops.submission", "ops.link_question"),
    ),
)


def write_book(site: Site, book: Book) -> Path:
    """Write one workbook from the published warehouse; readers of the old file keep it until they close it.

    Raises:
        SettingsError: the workbook is open in Excel and cannot be replaced.
        WarehouseError: there is no warehouse yet.
    """
    path = site.workbooks / f"{book.name}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    generation = published(site) or site.warehouse / "none"
    with open_generation(generation, site_key(site).derive("warehouse")) as connection:
        try:
            book.write(Source(connection), path)
        except PermissionError:
            raise SettingsError(f"{path.name} is open in another program. Close it and run again.") from None
    return path


def write_reminders(site: Site) -> list[Path]:
    """Write the drafts of reminders to liaisons from the published warehouse; nothing is sent.

    Raises:
        WarehouseError: there is no warehouse yet.
    """
    generation = published(site) or site.warehouse / "none"
    with open_generation(generation, site_key(site).derive("warehouse")) as connection:
        return reminders.save_reminders(reminders.read_reminders(Source(connection)), site.reminders)


def write_director_findings(site: Site) -> list[Path]:
    """Write each agency's workbook of findings for its director, from the published warehouse.

    Raises:
        SettingsError: one of them is open in another program and cannot be replaced.
        WarehouseError: there is no warehouse yet.
    """
    generation = published(site) or site.warehouse / "none"
    with open_generation(generation, site_key(site).derive("warehouse")) as connection:
        try:
            return director_findings.write_all(Source(connection), site.directors)
        except PermissionError:
            raise SettingsError(
                "A findings.xlsx in outputs/directors is open in another program. Close it and run again."
            ) from None


def published_changes(site: Site, audience: str) -> Changes:
    """Everything that changed, from the published warehouse, with the figures that ``audience`` may see."""
    path = published(site)
    if path is None:
        return Changes()
    with open_generation(path, site_key(site).derive("warehouse")) as connection:
        return read_changes(Source(connection), audience)


def published_misfits(site: Site) -> dict[str, tuple[Misfit, ...]]:
    """What does not fit between registers, by submission, from the published warehouse."""
    path = published(site)
    if path is None:
        return {}
    with open_generation(path, site_key(site).derive("warehouse")) as connection:
        return read_between(Source(connection))


def receipt_path(site: Site, manifest: dict[str, Any]) -> Path:
    """Where the receipt of a submission stands: by agency, named after the submission and not after the file."""
    return site.receipts / manifest["agency_code"] / f"{manifest['submission_id']}.xlsx"


def save_receipt(
    site: Site,
    manifest: dict[str, Any],
    problems: list[Problem],
    guidance: dict[str, str],
    handed: receipt_handed.Handed | None = None,
) -> Path:
    """Write the receipt workbook, with what it hands back, and the short text beside it."""
    path = receipt_path(site, manifest)
    path.parent.mkdir(parents=True, exist_ok=True)
    receipt.write_receipt(manifest, problems, handed, path, guidance)
    text = receipt_text.receipt_text(manifest, problems, guidance)
    path.with_suffix(".txt").write_text(text, encoding="utf-8")
    return path
