"""Reports: the workbooks people open, and a receipt for every submission."""

import os
from pathlib import Path

import dagster as dg

from pipelines.assets.guard import told_safely
from pipelines.assets.landing import SUBMISSION, find_submission
from pipelines.assets.resources import SiteResource
from pipelines.assets.specs import table_key
from pipelines.partitions import SUBMISSIONS
from pipelines.reports.outputs import BOOKS, Book, save_receipt, write_book
from pipelines.reports.receipt_handed import load_handed
from pipelines.submissions import load_problems


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
        intake = site.intake()
        problems = load_problems(taken, intake.context.key.derive("submissions"))
        guidance = {check_id: check.guidance for check_id, check in intake.context.catalogue.items()}
        handed = load_handed(taken, intake.context.key.derive("submissions"))
        path = save_receipt(site.site, taken.manifest, problems, guidance, handed)
    return dg.MaterializeResult(
        metadata={"verdict": taken.manifest["status_words"], "receipt": _place(site, path)}
    )


def _place(site: SiteResource, path: Path) -> str:
    return os.path.relpath(path, site.site.root)


def _book_asset(book: Book) -> dg.AssetsDefinition:
    @dg.asset(
        key=["reports", book.name],
        deps=[table_key(name) for name in book.reads],
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
ASSETS = [receipt, *WORKBOOKS]
