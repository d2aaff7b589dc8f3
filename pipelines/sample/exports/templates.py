"""Sheets made on Samepage's own templates: the advocacy program's totals, policy checklist, case review and registers.

They are read with the built-in layouts: one column per field, headed by the field's title, on a sheet named after
the dataset.
"""

from __future__ import annotations

import pandas as pd

from pipelines.metadata import DATASETS
from pipelines.metadata.classes import Field, Kind
from pipelines.metadata.derive import field_title
from pipelines.metadata.registers import REGISTERS
from pipelines.sample.exports.columns import Column, coded, count, flag, plain, real_moment
from pipelines.sample.exports.derived_columns import small_count
from pipelines.sample.exports.export import Export, Quirk, Run
from pipelines.sample.exports.pages import Page


def _template_columns(dataset: str) -> tuple[Column, ...]:
    fields = [field for field in DATASETS[dataset].fields if field.name != "small_cell_flag"]
    return tuple(_template_column(dataset, field) for field in fields)


def _template_column(dataset: str, field: Field) -> Column:
    header, name = field_title(field.name), field.name
    if name == "total_count":
        column = small_count(header, name, "small_cell_flag")
    elif field.kind is Kind.CODE:
        column = coded(header, name, dataset)
    elif field.kind in (Kind.DATE, Kind.TIMESTAMP):
        column = real_moment(header, name, "D" if field.kind is Kind.DATE else "min")
    elif field.kind in (Kind.TRISTATE, Kind.FLAG):
        column = flag(header, name, "Yes", "No")
    elif field.kind is Kind.INTEGER:
        column = count(header, name)
    else:
        column = plain(header, name)
    return column


def _template_page(export: Export, rows: pd.DataFrame, body: pd.DataFrame, run: Run) -> list[Page]:
    return [Page(DATASETS[export.dataset].title[:31], export.header_rows(), body)]


ADVOCACY = Export(
    "adv",
    "advocacy_totals",
    _template_columns("advocacy_totals"),
    lambda run: f"Advocacy program totals {run.label}.xlsx",
    "No advocacy totals to report",
    _template_page,
    dates="yyyy-mm-dd",
)
CHECKLIST = Export(
    "coordinator",
    "policy_checklist",
    _template_columns("policy_checklist"),
    lambda run: f"Policy checklist {run.title}.xlsx",
    "",
    _template_page,
    dates="yyyy-mm-dd",
)
CASE_REVIEW = Export(
    "coordinator",
    "case_review",
    _template_columns("case_review"),
    lambda run: f"Case review tally {run.label}.xlsx",
    "",
    _template_page,
    dates="yyyy-mm-dd",
)


def _register(dataset: str) -> Export:
    title = DATASETS[dataset].title
    has_hours = any(field.kind is Kind.TIMESTAMP for field in DATASETS[dataset].fields)
    return Export(
        "coordinator",
        dataset,
        _template_columns(dataset),
        lambda run: f"{title} {run.title or run.label}.xlsx",
        "",
        _template_page,
        dates="yyyy-mm-dd hh:mm" if has_hours else "yyyy-mm-dd",
    )


REGISTER_SHEETS = tuple(_register(register.name) for register in REGISTERS)
"""One sheet per register, in the order in which a team comes to need them."""

QUIRKS = (
    Quirk("adv", "advocacy_totals", "small cells", "<10 where a total is small"),
    Quirk("coordinator", "policy_checklist", "Q15", "codes as the words of the template's drop-downs"),
    Quirk("coordinator", "case_review", "Q15", "codes as the words of the template's drop-downs"),
    *(
        Quirk("coordinator", export.dataset, "Q15", "codes as the words of the template's drop-downs")
        for export in REGISTER_SHEETS
    ),
)
