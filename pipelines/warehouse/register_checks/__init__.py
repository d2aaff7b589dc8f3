"""What does not fit between the coordinator's registers: the query of ``ops.register_problem``.

Each ``.sql`` file beside this one is a family of checks: its rows name the check and the place. References between registers
follow from the declarations and are made here. What a row needs by itself is asked when its sheet is taken in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pipelines.metadata import DATASETS, register_limits
from pipelines.metadata.classes import Dataset, Field
from pipelines.metadata.derive import field_title
from pipelines.metadata.registers import REGISTERS

_FOLDER = Path(__file__).parent
_CHECKED = (*REGISTERS, DATASETS["policy_checklist"], DATASETS["case_review"])
# Of these only what is in force is asked about: the latest answer of each practice, the latest version of the map.
_IN_FORCE = {
    "core.policy_response": "QUALIFY row_number() OVER (PARTITION BY agency_code, element_id"
    " ORDER BY reviewed_on_date DESC NULLS LAST, review_round DESC) = 1",
    "core.process_step": "QUALIFY map_version IS NOT DISTINCT FROM max(map_version) OVER ()",
}
_STANDING = {"core.practice_element": "core.current_element"}  # one row for each practice, retired ones too
# A decision without its recommendation does not count, and has a check of its own (decisions.sql).
_TOLD_APART = {("decisions", "rec_id")}
_EVERY_AGENCY = ("ops.agency", "'ALL'")
_COLUMNS = (
    "check_id, dataset, row_id, field_name, agency_code, other, submission_id, source_sheet, source_row"
)
# A waiver names the agency that a problem is about, or the coordinator, whose registers these are, for all of them.
_WAIVED_BY = """(
    SELECT min(w.waiver_no) FROM ops.waiver AS w CROSS JOIN stg.setting AS today
    WHERE
        w.check_id = found.check_id AND w.dataset = found.dataset AND w.until_date >= today.as_of_date
        AND w.agency_code IN ('coordinator', found.agency_code)
        AND (
            w.column_name IS NULL
            OR (found.field_name, lower(regexp_replace(w.column_name, '[^A-Za-z0-9]+', '', 'g'))) IN (VALUES {titles})
        )
)"""


def register_problem_sql() -> str:
    """The rows of ``ops.register_problem``, one for each place that does not fit."""
    families = [path.read_text(encoding="utf-8") for path in sorted(_FOLDER.glob("*.sql"))]
    parts = [f"SELECT * FROM (\n{_with_limits(query)}\n)" for query in families]
    parts += [*_references(), _data_fields()]
    found = "\nUNION ALL BY NAME\n".join(parts)
    waived_by = _WAIVED_BY.replace("{titles}", ", ".join(_titles()))
    return f"SELECT *, {waived_by} AS waiver_no FROM (\nSELECT DISTINCT {_COLUMNS} FROM (\n{found}\n)\n) AS found ORDER BY ALL"


def _titles() -> Iterator[str]:
    """Every field of a register with its title as a waiver may write it, in small letters and figures alone."""
    for name in sorted({field.name for dataset in _CHECKED for field in dataset.fields}):
        for written in (name, field_title(name)):
            yield f"('{name}', '{re.sub('[^a-z0-9]+', '', written.lower())}')"


def _with_limits(query: str) -> str:
    for name in dir(register_limits):
        value = getattr(register_limits, name)
        if isinstance(value, tuple):
            value = ", ".join(f"('{one}')" for one in value)
        query = query.replace(f"{{{name.lower()}}}", str(value))
    return query


def _references() -> Iterator[str]:
    """Numbers and codes that lead nowhere; a register that holds nothing yet is not asked for what it lacks."""
    for dataset in _CHECKED:
        for field in dataset.fields:
            if not field.refers or (dataset.name, field.name) in _TOLD_APART:
                continue
            if field.refers.startswith("list:"):
                known = f"SELECT code FROM ops.code_list WHERE code_list = '{field.refers[5:]}'"
                yield _unknown(dataset, field, "cross_code_unknown", known)
            else:
                table, column = field.refers.rsplit(".", 1)
                known = f"SELECT {column} AS code FROM {_STANDING.get(table, table)}"
                if table == _EVERY_AGENCY[0]:
                    known += f" UNION ALL SELECT {_EVERY_AGENCY[1]}"
                yield _unknown(dataset, field, "cross_reference_unknown", known)


def _unknown(dataset: Dataset, field: Field, check_id: str, known: str) -> str:
    named = f"unnest(string_split({field.name}, ';'))" if field.is_list else field.name
    in_force = f"SELECT * FROM {dataset.feeds[0]} {_IN_FORCE.get(dataset.feeds[0], '')}"
    return (
        f"SELECT '{check_id}' AS check_id, '{dataset.name}' AS dataset, {_row_id(dataset)} AS row_id, '{field.name}' AS field_name,"
        f" {_agency(dataset)} AS agency_code, trim(named) AS other, submission_id, source_sheet, source_row"
        f" FROM (SELECT *, {named} AS named FROM ({in_force})) AS told WHERE trim(named) <> ''"
        f" AND EXISTS ({known})"
        f" AND NOT EXISTS (SELECT 1 FROM ({known}) AS known WHERE upper(trim(known.code)) = upper(trim(named)))"
    )


def _row_id(dataset: Dataset) -> str:
    """The key of a row in one text; what is blank is left out."""
    parts = ", ".join(f"{name}::VARCHAR" for name in dataset.key if name not in ("agency_code", "answer_no"))
    return f"concat_ws(' · ', {parts})"


def _agency(dataset: Dataset) -> str:
    return "agency_code" if any(field.name == "agency_code" for field in dataset.fields) else "NULL"


def _data_fields() -> str:
    """Fields of exports that milestones and findings name, and that no dataset has."""
    known = ", ".join(
        f"('{dataset.name}.{field.name}')"
        for dataset in DATASETS.values()
        if not dataset.is_coordinator
        for field in dataset.fields
    )
    return "\nUNION ALL BY NAME\n".join(
        f"SELECT 'cross_data_field_unknown' AS check_id, '{dataset.name}' AS dataset, {dataset.key[0]} AS row_id,"
        f" 'data_field' AS field_name, {_agency(dataset)} AS agency_code, trim(data_field) AS other, submission_id,"
        f" source_sheet, source_row FROM {dataset.feeds[0]} WHERE trim(data_field) <> ''"
        f" AND lower(trim(data_field)) NOT IN (SELECT name FROM (VALUES {known}) AS known (name))"
        for dataset in _CHECKED
        if any(field.name == "data_field" for field in dataset.fields)
    )
