"""The examples of cells in the catalogue do what they say: the bad one trips its check and no other, the good one none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from examples_run import examples_of
from test_catalogue import CATALOGUE

from pipelines.layouts.model import Layout, LayoutFile
from pipelines.metadata.code_lists import CODE_LISTS, lookup
from pipelines.metadata.datasets import DATASETS
from pipelines.problems import Problem, Severity
from pipelines.reading import normalise_header
from pipelines.staging.stage import StagingContext, stage_sheet

WORDS = {name: lookup(name) for name in CODE_LISTS}
NEXT_STEPS = {check.check_id: check.guidance for check in CATALOGUE.values()}
US = {"formats": ["%m/%d/%Y"]}
# Check: the field that the example stands in, its column's rule beside the field, and cells below it.
PLACES: dict[str, tuple[str, dict[str, Any], list[str]]] = {
    "cell_not_a_date": ("occurred_ts", {}, []),
    "cell_date_ambiguous": ("occurred_ts", {}, []),
    "cell_stand_in_date": ("occurred_ts", US, []),
    "cell_time_not_on_clock": ("occurred_ts", {}, []),
    "cell_time_twice": ("occurred_ts", {}, []),
    "cell_not_a_number": ("children_count", {}, []),
    "cell_not_yes_or_no": ("dv_flag_agency", {}, []),
    "cell_unknown_code": ("injury", {}, []),
    "cell_number_damaged": ("call_key", {}, []),
    "cell_zeros_lost": ("call_key", {}, ["000118", "000120", "004500"]),
    "cell_error": ("occurred_ts", US, []),
    "cell_age_band_unsure": ("victim_age_band", {"from": "age_at_export", "at": "reported_ts"}, []),
    "row_required_missing": ("incident_key", {}, []),
}


def problems(check_id: str, text: str) -> list[Problem]:
    """What is told of a sheet whose first data cell, B2, holds ``text``."""
    to, rule, below = PLACES[check_id]
    rules = {"Cell": {"to": to} | rule, "Case": {"to": "incident_key"}, "Reported": {"to": "reported_ts"}}
    if to == "incident_key":
        del rules["Case"]
    file = LayoutFile.model_validate({"dataset": "rms_incidents", "layouts": [{"columns": rules}]})
    layout = Layout("mpd", "rms_incidents", "", "a layout", file.layouts[0], "")
    cells: dict[str, list[str | None]] = {"B": [text or None, *below]}
    count = len(cells["B"])
    cells |= {"C": [f"24-{n}" for n in range(count)], "D": ["2025-12-02 10:00"] * count}
    headers = {"B": "Cell", "C": "Case", "D": "Reported"}
    context = StagingContext(
        DATASETS["rms_incidents"], layout, WORDS, {}, "ab" * 32, "2026-01-03", NEXT_STEPS, "America/Chicago"
    )
    staged = stage_sheet(
        "Sheet1",
        pa.table({letter: pa.array(texts, pa.string()) for letter, texts in cells.items()}),
        np.arange(2, count + 2),
        {normalise_header(header): letter for letter, header in headers.items()},
        headers,
        context,
    )
    return list(staged.problems)


CELL_CHECKS = examples_of(__file__)


def test_every_check_of_cells_has_examples() -> None:
    assert {check.check_id for check in CELL_CHECKS} == set(PLACES)
    assert all(check.example_good for check in CELL_CHECKS)
    assert [c.check_id for c in CELL_CHECKS if not c.example_bad] == ["row_required_missing"]  # a blank cell


@pytest.mark.parametrize("check", CELL_CHECKS, ids=lambda check: check.check_id)
def test_the_bad_example_trips_its_check_and_no_other(check: Any) -> None:
    (problem,) = problems(check.check_id, check.example_bad)
    assert (problem.check_id, problem.cells) == (check.check_id, "B2")
    assert problem.severity is check.severity
    assert problem.message.endswith(check.guidance)
    assert problem.message.startswith("Cell (")


@pytest.mark.parametrize("check", CELL_CHECKS, ids=lambda check: check.check_id)
def test_the_good_example_trips_none(check: Any) -> None:
    assert problems(check.check_id, check.example_good) == []


def test_in_a_field_that_every_row_needs_a_cell_check_holds_the_row() -> None:
    PLACES["held"] = ("incident_key", {}, [])
    (problem,) = problems("held", "2.40123E+11")
    del PLACES["held"]
    assert (problem.check_id, problem.severity) == ("cell_number_damaged", Severity.ROW_HELD)
