"""Reports: the workbooks people open, and a receipt for every submission."""

import os
from pathlib import Path
from typing import Any

import dagster as dg

from pipelines.assets.guard import told_safely
from pipelines.assets.landing import SUBMISSION, find_submission
from pipelines.assets.resources import SiteResource
from pipelines.assets.specs import table_key
from pipelines.partitions import SUBMISSIONS
from pipelines.reports import director_findings
from pipelines.reports.as_told import as_told, tells, tells_misfits
from pipelines.reports.outputs import (
    BETWEEN_READ,
    BOOKS,
    CHANGES_READ,
    DUE_READ,
    Book,
    published_changes,
    published_misfits,
    receipt_path,
    save_receipt,
    write_book,
    write_director_findings,
    write_reminders,
)
from pipelines.reports.receipt_handed import load_handed
from pipelines.settings import COORDINATOR
from pipelines.submissions import Submission, agency_recipes, current_readings, load_problems


@dg.asset(
    key=["reports", "receipt"],
    partitions_def=SUBMISSIONS,
    deps=[SUBMISSION],
    group_name="reports",
    kinds={"excel"},
    description=(
        "The receipt of one dropped file: the verdict first, what was read, used, held and left out, and every "
        "problem with its cell and what to do."
    ),
)
def receipt(context: dg.AssetExecutionContext, site: SiteResource) -> dg.MaterializeResult:
    """Write the receipt of the submission that the partition names."""
    taken = find_submission(site, context.partition_key)
    if taken is None:
        raise dg.Failure("This submission has not been taken in yet. Materialize landing/submission first.")
    with told_safely("Writing the receipt"):
        told = as_told(site.site, taken.manifest)
        path = _write_receipt(site, taken, told)
    return dg.MaterializeResult(metadata={"verdict": told["status_words"], "receipt": _place(site, path)})


def _write_receipt(site: SiteResource, taken: Submission, told: dict[str, Any]) -> Path:
    intake = site.intake()
    problems = load_problems(taken, intake.context.key.derive("submissions"))
    guidance = {check_id: check.guidance for check_id, check in intake.context.catalogue.items()}
    handed = load_handed(taken, intake.context.key.derive("submissions"))
    return save_receipt(site.site, told, problems, guidance, handed)


@dg.asset(
    key=["reports", "receipt_changes"],
    deps=[table_key(name) for name in dict.fromkeys((*CHANGES_READ, *BETWEEN_READ))],
    group_name="reports",
    kinds={"excel"},
    description=(
        "The receipts of files that changed what had been counted, written again with what changed: rows, fields, and the "
        "figures that moved; and those of registers, with what does not fit other registers."
    ),
)
def receipt_changes(context: dg.AssetExecutionContext, site: SiteResource) -> dg.MaterializeResult:
    """Write again the receipts that do not tell yet what their file changed, or what of it does not fit other registers."""
    with told_safely("Writing what changed on receipts"):
        changes, misfits = published_changes(site.site, "director"), published_misfits(site.site)
        written = []
        for taken in current_readings(site.site, agency_recipes(site.site)):
            own, between = changes.of(taken.submission_id), misfits.get(taken.submission_id, ())
            if not (own.restatements or between or taken.manifest["agency_code"] == COORDINATOR):
                continue
            path = receipt_path(site.site, taken.manifest)
            told = as_told(site.site, taken.manifest, own, between)
            if (own.restatements and not tells(path, own)) or not tells_misfits(path, told):
                _write_receipt(site, taken, told)
                written.append(taken.submission_id)
    return dg.MaterializeResult(
        metadata={
            "changes": len(changes.restatements),
            "registers that do not fit others": len(misfits),
            "receipts written": len(written),
            "submissions": ", ".join(written) or "none",
        }
    )


@dg.asset(
    key=["reports", "reminders"],
    deps=[table_key(name) for name in DUE_READ],
    group_name="reports",
    description="Drafts of reminders to liaisons: one text for each agency that something is due from. Nothing is sent.",
)
def reminders(context: dg.AssetExecutionContext, site: SiteResource) -> dg.MaterializeResult:
    """Write the drafts."""
    with told_safely("Writing the drafts of reminders"):
        written = write_reminders(site.site)
    return dg.MaterializeResult(
        metadata={"drafts": len(written), "agencies": ", ".join(p.stem for p in written)}
    )


@dg.asset(
    key=["reports", "director_findings"],
    deps=[table_key(name) for name in director_findings.READS],
    group_name="reports",
    kinds={"excel"},
    description=(
        "For each agency a workbook of findings for its director alone: what rules raised, the four questions, action, "
        "and before and after. The team sees a finding from the day that the register names."
    ),
)
def findings_for_directors(context: dg.AssetExecutionContext, site: SiteResource) -> dg.MaterializeResult:
    """Write the workbooks."""
    with told_safely("Writing the findings for directors"):
        written = write_director_findings(site.site)
    return dg.MaterializeResult(
        metadata={"workbooks": len(written), "agencies": ", ".join(path.parent.name for path in written)}
    )


def _place(site: SiteResource, path: Path) -> str:
    return os.path.relpath(path, site.site.root)


def _book_asset(book: Book) -> dg.AssetsDefinition:
    @dg.asset(
        key=["reports", book.name],
        deps=[table_key(name) for name in dict.fromkeys(book.reads)],
        group_name="reports",
        kinds={"excel"},
        description=book.description,
    )
    def build_workbook(context: dg.AssetExecutionContext, site: SiteResource) -> dg.MaterializeResult:
        with told_safely(f"Writing {book.name}.xlsx"):
            path = write_book(site.site, book)
        return dg.MaterializeResult(
            metadata={"workbook": _place(site, path), "kilobytes": path.stat().st_size // 1024}
        )

    return build_workbook


WORKBOOKS = [_book_asset(book) for book in BOOKS]
ASSETS = [receipt, receipt_changes, findings_for_directors, reminders, *WORKBOOKS]
