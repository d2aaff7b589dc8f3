"""What changed between two versions of a file, row by row: added, removed, changed by key, and which fields.

Columnar in DuckDB over the typed records, whose numbers are keyed codes. Rows that stand several times under one key are
counted as often as they stand. Which versions are compared is decided by ``warehouse/``.
"""

from __future__ import annotations

import duckdb

from pipelines.metadata.classes import Dataset, Field, Kind, Privacy
from pipelines.metadata.derive import field_title

PAIR = "pair"  # names the comparison a row belongs to, so that many are made at once
OLD, NEW = "old_", "new_"
_ORDERED = {
    Kind.DATE: ("later", "earlier"),
    Kind.TIMESTAMP: ("later", "earlier"),
    Kind.INTEGER: ("higher", "lower"),
    Kind.DECIMAL: ("higher", "lower"),
}
_SHOWN = (Kind.CODE, Kind.FLAG, Kind.TRISTATE)


def differing_rows_sql(dataset: Dataset, old: str, new: str) -> str:
    """The rows that differ between the relations ``old`` and ``new``, which have ``pair`` and the dataset's fields.

    A row is one that was removed (``was`` alone), added (``is_now`` alone) or changed (both), with its fields before
    (``old_<field>``) and after (``new_<field>``). Equal rows cancel out first, each as often as it stands on both
    sides; what is left under the same key is paired in order. So old - removed - changed before + added + changed
    after = new, counted as multisets.
    """
    names = [field.name for field in dataset.fields]
    columns = ", ".join([PAIR, *names])
    key = [PAIR, *dataset.key]
    rest = [name for name in names if name not in dataset.key]
    number = f"row_number() OVER (PARTITION BY {', '.join(key)} ORDER BY {', '.join(rest) or '1'}) AS copy"
    matched = " AND ".join(f"o.{name} IS NOT DISTINCT FROM n.{name}" for name in (*key, "copy"))
    befores = ", ".join(f"o.{name} AS {OLD}{name}" for name in names)
    afters = ", ".join(f"n.{name} AS {NEW}{name}" for name in names)
    return (
        f"WITH gone AS (SELECT *, {number} FROM (SELECT {columns} FROM {old} EXCEPT ALL SELECT {columns} FROM {new})),"
        f" come AS (SELECT *, {number} FROM (SELECT {columns} FROM {new} EXCEPT ALL SELECT {columns} FROM {old}))"
        f" SELECT coalesce(o.{PAIR}, n.{PAIR}) AS {PAIR}, o.copy IS NOT NULL AS was, n.copy IS NOT NULL AS is_now,"
        f" {befores}, {afters} FROM gone AS o FULL JOIN come AS n ON {matched}"
    )


def row_counts_sql(old: str, new: str, differing: str) -> str:
    """For each pair: rows before and after, the same, added, removed and changed."""
    return (
        f"WITH side AS (SELECT {PAIR}, 1 AS before, 0 AS after FROM {old} UNION ALL SELECT {PAIR}, 0, 1 FROM {new}),"
        f" total AS (SELECT {PAIR}, sum(before)::BIGINT AS rows_before, sum(after)::BIGINT AS rows_after FROM side GROUP BY ALL),"
        f" moved AS (SELECT {PAIR}, count(*) FILTER (is_now AND NOT was) AS added,"
        f" count(*) FILTER (was AND NOT is_now) AS removed, count(*) FILTER (was AND is_now) AS changed"
        f" FROM {differing} GROUP BY ALL)"
        f" SELECT {PAIR}, rows_before, rows_after,"
        " rows_before - coalesce(removed, 0) - coalesce(changed, 0) AS rows_same, coalesce(added, 0) AS rows_added,"
        f" coalesce(removed, 0) AS rows_removed, coalesce(changed, 0) AS rows_changed FROM total LEFT JOIN moved USING ({PAIR})"
    )


def field_changes_sql(dataset: Dataset, differing: str) -> str:
    """For each pair and field of the changed rows: how it changed, and in how many rows.

    Codes and yes/no that are kept as sent are told from what to what; of anything else only whether it was filled,
    emptied or changed, and for dates and numbers which way.
    """
    fields = [field for field in dataset.fields if field.name not in dataset.key]
    return "\nUNION ALL\n".join(_field_changes(field, differing) for field in fields)


def _field_changes(field: Field, differing: str) -> str:
    old, new = f"{OLD}{field.name}", f"{NEW}{field.name}"
    codes = "NULL::VARCHAR, NULL::VARCHAR"
    changed = "'changed'"
    if field.kind in _SHOWN and field.privacy is Privacy.KEEP:
        codes = f"{old}::VARCHAR, {new}::VARCHAR"
    elif field.kind in _ORDERED:
        up, down = _ORDERED[field.kind]
        changed = f"CASE WHEN {new} > {old} THEN '{up}' ELSE '{down}' END"
    title = field_title(field.name).replace("'", "''")
    how = f"CASE WHEN {old} IS NULL THEN 'filled' WHEN {new} IS NULL THEN 'emptied' ELSE {changed} END"
    return (
        f"SELECT {PAIR}, field_name, '{title}' AS field_title, how AS change, old_code, new_code, count(*) AS rows_count FROM ("
        f"SELECT {PAIR}, '{field.name}', {how}, {codes} FROM {differing}"
        f" WHERE was AND is_now AND {old} IS DISTINCT FROM {new}"
        f") AS change ({PAIR}, field_name, how, old_code, new_code) GROUP BY ALL"
    )


def compare_rows(
    connection: duckdb.DuckDBPyConnection,
    dataset: Dataset,
    old: str,
    new: str,
    differing: str = "differing_row",
) -> None:
    """Make the temporary table ``differing`` of the rows that differ between two relations."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {differing} AS {differing_rows_sql(dataset, old, new)}")
