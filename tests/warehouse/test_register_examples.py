"""The examples of checks between registers do what they say, at a site of two agencies as seen on April 20, 2026.

An example reads ``[Register] Field: value; Field: value``, one part for each row. ``3 × `` before a part repeats it with numbers
in place of #, and ``(each)`` makes a row for each code of the field's list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from examples_run import examples_of
from test_register_problems import Rows, told
from test_register_problems import tables as tables

from pipelines.checks import Check
from pipelines.metadata import CODE_LISTS, DATASETS
from pipelines.metadata.derive import field_title

EXAMPLES = examples_of(__file__)
REGISTERS = {d.title: d for d in DATASETS.values() if d.is_coordinator and d.feeds}
_PART = re.compile(r"(?:([0-9]+) × )?\[([^\]]+)\] ?(.*?)(?= (?:[0-9]+ × )?\[|$)")
_YES_NO = {"Yes": True, "No": False}


def rows_of(text: str) -> Rows:
    """The rows of core tables that an example describes."""
    found: Rows = {}
    matches = list(_PART.finditer(text))
    assert matches and sum(len(m.group()) for m in matches) + len(matches) - 1 == len(text), text
    for match in matches:
        times, title, fields = match.groups()
        dataset = REGISTERS[title]
        names = {field_title(field.name): field for field in dataset.fields}
        row: dict[str, Any] = {}
        last = ""
        for piece in fields.split("; ") if fields else ():
            name, colon, value = piece.partition(": ")
            if colon and name in names:
                last = names[name].name
                row[last] = _YES_NO.get(value, value)
            else:
                row[last] += f"; {piece}"
        lines = found.setdefault(dataset.feeds[0].split(".")[1], [])
        lines += [line for n in range(int(times or 1)) for line in _each(row, names, str(n + 1)) if line]
    return found


def _each(row: dict[str, Any], names: dict[str, Any], number: str) -> Iterator[dict[str, Any]]:
    numbered = {k: v.replace("#", number) if isinstance(v, str) else v for k, v in row.items()}
    listed = next((k for k, v in numbered.items() if v == "(each)"), None)
    if listed is None:
        yield numbered
        return
    field = next(f for f in names.values() if f.name == listed)
    code_list = field.code_list or str(field.refers).removeprefix("list:")
    for code in CODE_LISTS[code_list].codes:
        yield numbered | {listed: code.code}


@pytest.mark.parametrize("check", EXAMPLES, ids=lambda check: check.check_id)
def test_the_examples_between_registers(tables: duckdb.DuckDBPyConnection, check: Check) -> None:
    assert check.example_bad != check.example_good
    assert check.check_id in {found[0] for found in told(tables, rows_of(check.example_bad))}
    assert check.check_id not in {found[0] for found in told(tables, rows_of(check.example_good))}


def test_an_example_of_no_register_is_told() -> None:
    with pytest.raises(KeyError):
        rows_of("[Nothing] Rec ID: R1")
    with pytest.raises(AssertionError):
        rows_of("Rec ID: R1 without its register")
