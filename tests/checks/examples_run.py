"""Which test file runs the examples of which checks: every check of the catalogue has one file that does.

A check's examples stand beside it in ``expectations/catalogue.csv``. Where they are a text of a cell, fields of a row, counts, or
rows of a sheet, the test reads them; where they describe a file in words, the test builds that file under the same words.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from pipelines.checks import Check, load_catalogue
from pipelines.problems import Stage

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = load_catalogue(ROOT / "expectations")
CELLS = "tests/checks/test_examples.py"
ROWS = "tests/checks/test_row_examples.py"
FILES = "tests/quirks/test_file_examples.py"
RECEIPTS = "tests/reports/test_receipt_examples.py"
LINKED = "tests/warehouse/test_history_examples.py"
REGISTERS = "tests/warehouse/test_register_examples.py"
_BY_STAGE = {
    Stage.FILE: FILES,
    Stage.SHEET: FILES,
    Stage.PRIVACY: FILES,
    Stage.TABLE: FILES,
    Stage.ROW: FILES,
    Stage.CELL: CELLS,
    Stage.HISTORY: ROWS,
    Stage.CROSS: REGISTERS,
}
_BY_CHECK = {
    "row_required_missing": CELLS,
    "history_period_overlap": FILES,
    "history_links_low": LINKED,
    "history_handover_differs": LINKED,
    "history_arrest_though_gone": LINKED,
    "history_sentence_without_conviction": LINKED,
}


@cache
def _in_suites() -> frozenset[str]:
    """The checks that suites ask."""
    return frozenset(
        expectation["meta"]["check_id"]
        for path in (ROOT / "expectations" / "suites").glob("*.json")
        for expectation in json.loads(path.read_text(encoding="utf-8"))["expectations"]
    )


def runner_of(check: Check) -> str:
    """The test file that runs the examples of ``check``."""
    if check.check_id in _BY_CHECK:
        return _BY_CHECK[check.check_id]
    if check.check_id.startswith(("file_receipt_", "row_receipt_")):
        return RECEIPTS
    if check.stage is Stage.ROW and check.check_id in _in_suites():
        return ROWS
    return _BY_STAGE[check.stage]


def examples_of(file: str) -> list[Check]:
    """The checks whose examples the test file at ``file`` runs."""
    place = Path(file).resolve().relative_to(ROOT).as_posix()
    return [check for check in CATALOGUE.values() if runner_of(check) == place]
