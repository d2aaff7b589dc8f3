"""Asset specs from the declarations: one per table, with its description, columns and what it is made from."""

from __future__ import annotations

import dagster as dg

from pipelines.assets.landing import SUBMISSION
from pipelines.assets.retention import RETENTION
from pipelines.linkage.links import PAIR_TABLES
from pipelines.metadata import DATASETS, TABLES
from pipelines.metadata.classes import Field
from pipelines.settings import Thresholds
from pipelines.warehouse.registers import PUBLISHED_REGISTERS, published_register
from pipelines.warehouse.scaffold import SCAFFOLD
from pipelines.warehouse.tables import TABLE_DEPS, TABLE_ORDER, is_view, table_sql

LAYERS = {
    "stg": "Records of the submissions that count, as their agencies sent them.",
    "core": "One row per call, incident, arrest, case and so on, put together from all submissions.",
    "mart": "Facts to count, and the measures counted from them. Not for reports.",
    "pub": "What reports may read: small numbers withheld by audience.",
    "ops": "About the work itself: what came in, what is late, how full the records are.",
}
_TABLES = (
    TABLES
    | PAIR_TABLES
    | {table.full_name: table for table in SCAFFOLD}
    | {name: published_register(name) for name in PUBLISHED_REGISTERS}
)


def table_key(full_name: str) -> dg.AssetKey:
    """The asset key of a table: the same words as in SQL."""
    return dg.AssetKey(full_name.split("."))


def layer_specs(schema: str) -> list[dg.AssetSpec]:
    """The assets of one layer, in the order they are built."""
    return [_spec(name) for name in TABLE_ORDER if name.split(".")[0] == schema]


def _spec(full_name: str) -> dg.AssetSpec:
    schema, name = full_name.split(".")
    deps = [table_key(dep) for dep in TABLE_DEPS.get(full_name, ()) if dep in set(TABLE_ORDER)]
    if full_name == "ops.retention":
        deps.append(RETENTION)
    if (schema == "stg" and full_name not in PAIR_TABLES) or full_name in ("ops.submission", "ops.problem"):
        deps.append(SUBMISSION)
    fields = _fields(schema, name)
    metadata = {"dagster/column_schema": _columns(fields)} if fields else {}
    return dg.AssetSpec(
        table_key(full_name),
        deps=deps,
        group_name=schema,
        kinds={"duckdb", "view"} if is_view(full_name) else {"duckdb"},
        description=f"{_sentence(schema, name)}\n\n{LAYERS[schema]}",
        metadata=metadata,
    )


def _fields(schema: str, name: str) -> tuple[Field, ...]:
    if schema == "stg" and name in DATASETS:
        return DATASETS[name].fields
    table = _TABLES.get(f"{schema}.{name}")
    return table.fields if table else ()


def _sentence(schema: str, name: str) -> str:
    """What a row is: from the declaration, or from the head of the fact's SQL."""
    if schema == "stg" and name in DATASETS:
        return f"{DATASETS[name].title}: one row is {DATASETS[name].grain}."
    table = _TABLES.get(f"{schema}.{name}")
    if table:
        return f"One row is {table.grain}."
    sql = table_sql(f"{schema}.{name}", Thresholds()) or ""
    head = [line.removeprefix("--").strip() for line in sql.splitlines() if line.startswith("--")]
    return " ".join(head) or f"What {name.replace('_', ' ')} counts, one row each."


def _columns(fields: tuple[Field, ...]) -> dg.TableSchema:
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                field.name,
                str(field.kind),
                description=field.description
                + (f" Unit: {field.unit}." if field.unit else "")
                + (f" Codes: {field.code_list}." if field.code_list else ""),
                tags={"privacy": str(field.privacy)},
            )
            for field in fields
        ]
    )
