"""The case-processing map as tables: each step with its links, forms and volumes, and what the map lacks."""

from __future__ import annotations

import pandas as pd

from pipelines.metadata.register_limits import UNUSED_DOCUMENT_CHECKS
from pipelines.policy.case_map import VOLUMES, Missing, Step, in_order, lane_of
from pipelines.reports.edition import text_of
from pipelines.reports.figures import Figures, Period
from pipelines.reports.kit import Book, Cell, Column, Sheet, add_table, mark
from pipelines.reports.kit.cells import LEGEND_SUPPRESSED
from pipelines.reports.receipt_between import waived_words
from pipelines.reports.source import Source, rows_of

_LEGAL = 5
MAP_GAPS = "Map gaps"
_MISSING = Cell("▲ missing", "tone_alarm")
_LAST_MONTHS = 3


def read_steps(frame: pd.DataFrame) -> list[Step]:
    """The steps of the latest version of the map."""
    return [
        Step(
            row.step_id,
            text_of(row.agency_area),
            text_of(row.step_name) or row.step_id,
            0 if pd.isna(row.sequence) else int(row.sequence),
            text_of(row.link_to_next),
            tuple(part.strip() for part in text_of(row.forms_used).split(";") if part.strip()),
            text_of(row.advocate_link),
            text_of(row.risk_assessment),
            text_of(row.gap_note),
        )
        for row in rows_of(frame)
    ]


def volume_cell(figures: Figures, step_id: str, period: Period | None) -> Cell:
    """The volume of a step in a period: the base of its measure, or its count; a mark where it is withheld or not there."""
    measure = VOLUMES.get(step_id)
    agency = figures.headline_agency(measure) if measure and measure in figures.definitions else None
    if measure is None or agency is None or period is None:
        return Cell(None)
    figure = figures.get(measure, agency, period)
    if figure is None:
        return Cell(None)
    if figure.state != "shown":
        return mark(figure.state)
    return Cell(figure.den if figure.den is not None else figure.num)


def add_map_table(book: Book, steps: list[Step], missing: list[Missing], figures: Figures) -> None:
    """Adds the map as a table, in the order of a case."""
    months = figures.months[-_LAST_MONTHS:]
    year = figures.years[-1] if figures.years else None
    absent = {form.words.split(" is not")[0].upper() for form in missing if form.kind == "form"}
    ordered = in_order(steps)
    rows = [
        [
            Cell(number),
            Cell(lane_of(step)),
            Cell(step.name),
            Cell(step.link_to_next) if step.link_to_next else _unlinked(step, missing),
            Cell(_forms(step, absent)) if step.forms else _MISSING,
            Cell(step.advocate_link) if step.advocate_link else _MISSING,
            Cell(step.risk_assessment) if step.risk_assessment else _MISSING,
            *(volume_cell(figures, step.step_id, month) for month in months),
            volume_cell(figures, step.step_id, year),
            Cell(_counted(figures, step.step_id), "muted"),
        ]
        for number, step in enumerate(ordered, 1)
    ]
    columns = [
        Column("No.", "count", 6),
        Column("Who", "strong", 14),
        Column("Step", "text", 20),
        Column("Link to the next step", "text", 28),
        Column("Forms", "text", 17),
        Column("Link with an advocate", "text", 24),
        Column("Risk and danger", "text", 24),
        *(Column(month.words, "count", 10, "Volume") for month in months),
        Column("12 months", "count", 10, "Volume"),
        Column("What is counted", "muted", 20, "Volume"),
    ]
    words = Sheet(
        "Map as a table",
        "Each step of a case with its links, forms, advocate and risk assessment, and how many come to it.",
        "The way of a case, step by step",
        "▲ marks what is missing. Volumes come from the agencies' exports; a blank means that no export counts the step.",
        ("† too few to show",),
        empty="No case-processing map has come yet.",
    )
    sheet = add_table(book, words, columns, rows, freeze_columns=3, filtered=False)
    sheet.set_paper(_LEGAL)


def _unlinked(step: Step, missing: list[Missing]) -> Cell:
    wanted = any(found.step_id == step.step_id and found.kind == "link" for found in missing)
    return _MISSING if wanted else Cell("end of the case" if not step.is_alongside else None, "muted")


def _forms(step: Step, absent: set[str]) -> str:
    return "\n".join(f"▲ {form}" if form.upper() in absent else form for form in step.forms)


def _counted(figures: Figures, step_id: str) -> str:
    measure = VOLUMES.get(step_id)
    if measure is None or measure not in figures.definitions:
        return ""
    return f"{figures.definitions[measure].name} ({measure})"


def add_volumes(book: Book, steps: list[Step], figures: Figures) -> None:
    """Adds how many came to each step, month by month over the last 12 months."""
    months = figures.months[-12:]
    year = figures.years[-1] if figures.years else None
    rows = [
        [
            Cell(number),
            Cell(step.name),
            *(volume_cell(figures, step.step_id, month) for month in months),
            volume_cell(figures, step.step_id, year),
            Cell(_counted(figures, step.step_id), "muted"),
        ]
        for number, step in enumerate(in_order(steps), 1)
        if VOLUMES.get(step.step_id) in figures.definitions
    ]
    columns = [
        Column("No.", "count", 6),
        Column("Step", "strong", 24),
        *(Column(month.words, "count", 13, "Volume") for month in months),  # holds "not usable"
        Column("12 months", "count", 11, "Volume"),
        Column("What is counted", "muted", 24, "Volume"),
    ]
    words = Sheet(
        "Volumes by month",
        "How many came to each step of a case in each of the last 12 months.",
        "How many come to each step",
        "Agencies count different things (calls, reports, people, cases), so one step cannot be taken from another. "
        "Steps that no export counts are left out.",
        (LEGEND_SUPPRESSED, "late: nothing came by the due date"),
        empty="No export counts a step of the map yet.",
    )
    add_table(book, words, columns, rows, freeze_columns=2, filtered=False).set_paper(_LEGAL)


def add_map_gaps(book: Book, source: Source, steps: list[Step], missing: list[Missing]) -> None:
    """Adds what the map lacks, step by step, with what the coordinator noted, and the documents that no step uses."""
    names = {step.step_id: (number, step) for number, step in enumerate(in_order(steps), 1)}
    rows = []
    for found in missing:
        number, step = names[found.step_id]
        note = step.gap_note if found.kind == "link" else ""
        rows.append([Cell(number), Cell(step.name), Cell(f"▲ {found.words}"), Cell(note or None)])
    told = {found.step_id for found in missing if found.kind == "link"}
    for number, step in names.values():
        if step.gap_note and step.step_id not in told:
            rows.append(
                [
                    Cell(number),
                    Cell(step.name),
                    Cell("▲ A gap noted by the coordinator."),
                    Cell(step.gap_note),
                ]
            )
    rows += _unused_documents(source, {step.step_id: step.name for _, step in names.values()})
    columns = [
        Column("No.", "count", 7),
        Column("Step", "strong", 30),
        Column("What is missing", "text", 56),
        Column("Note", "text", 56),
    ]
    words = Sheet(
        MAP_GAPS,
        "Links, advocates, risk questions and forms that the map lacks, step by step; then documents that no step uses.",
        "What is missing on the way of a case",
        "Each gap is a place where a case, a danger or a person can get lost between two agencies. Documents of the source book that "
        "no step uses come last.",
        empty="Every step has its link, its forms, its advocate and its risk assessment."
        if steps
        else "No case-processing map has come yet.",
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0, 1), freeze_columns=2)


def _unused_documents(source: Source, names: dict[str, str]) -> list[list[Cell]]:
    """Documents of the source book that no step of the map uses, as the checks between registers found them."""
    titles = {
        row.doc_id: f"{row.title} ({row.type_label}, {row.agency_name})"
        for row in rows_of(source.query("policy_document"))
    }
    rows = []
    for row in rows_of(source.query("register_problem")):
        if row.check_id not in UNUSED_DOCUMENT_CHECKS:
            continue
        steps = [
            names.get(part.strip(), part.strip()) for part in text_of(row.other).split(";") if part.strip()
        ]
        wrong = (
            "is named by no step of the map, though the source book says it is used here."
            if steps
            else "is used by no step."
        )
        what = f"○ {row.row_id}, {titles.get(row.row_id, row.dataset_title)}, {wrong}"
        rows.append(
            [
                Cell(None),
                Cell("; ".join(steps) or "No step"),
                Cell(what),
                Cell(waived_words(row) + text_of(row.guidance)),
            ]
        )
    return sorted(rows, key=lambda cells: (cells[1].text == "No step", cells[1].text))
