"""Two versions row by row: what is added, removed and changed always leads from the one to the other."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.metadata import DATASETS
from pipelines.metadata.classes import Dataset
from pipelines.metadata.derive import arrow_schema
from pipelines.submissions.compare import compare_rows, field_changes_sql, row_counts_sql

COURT = DATASETS["court_cases"]
_NAMES = [field.name for field in COURT.fields]
Row = dict[str, Any]


def case(key: str, seq: str | None = "1", **more: Any) -> Row:
    return {"court_case_key": key, "charge_seq": seq, **more}


@cache
def shared() -> duckdb.DuckDBPyConnection:
    """One database for all comparisons, which asks little of planning: it takes longer than a few rows."""
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("SET threads = 1; PRAGMA disable_optimizer")
    return connection


class Compared:
    """Versions compared under one pair, with the answers as plain values, until the next are compared."""

    def __init__(self, old: list[Row], new: list[Row], dataset: Dataset = COURT) -> None:
        self.connection = shared()
        self.dataset = dataset
        schema = arrow_schema(dataset.fields).insert(0, pa.field("pair", pa.string()))
        for name, rows in (("old_rows", old), ("new_rows", new)):
            table = pa.Table.from_pylist([{"pair": "p", **row} for row in rows], schema)
            self.connection.register("incoming", table)
            self.connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM incoming")
        compare_rows(self.connection, dataset, "old_rows", "new_rows")

    def counts(self) -> dict[str, int]:
        found = self.connection.execute(row_counts_sql("old_rows", "new_rows", "differing_row"))
        names = [column[0] for column in found.description or []][1:]
        row = found.fetchone()
        return dict(zip(names, row[1:], strict=True)) if row else dict.fromkeys(names, 0)

    def fields(self) -> list[tuple[Any, ...]]:
        query = field_changes_sql(self.dataset, "differing_row")
        return sorted(
            (row[1:2] + row[3:] for row in self.connection.execute(query).fetchall()),
            key=lambda row: str(row),
        )

    def side(self, prefix: str, flag: str) -> Counter[tuple[Any, ...]]:
        columns = ", ".join(f"{prefix}{name}" for name in _NAMES)
        return Counter(
            self.connection.execute(f"SELECT {columns} FROM differing_row WHERE {flag}").fetchall()
        )


def multiset(rows: list[Row]) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(row.get(name) for name in _NAMES) for row in rows)


def test_rows_are_added_removed_changed_or_the_same() -> None:
    compared = Compared(
        [case("same"), case("gone"), case("moved", disposition=None), case("twice"), case("twice")],
        [case("same"), case("moved", disposition="dismissal"), case("twice"), case("new"), case("new", "2")],
    )
    assert compared.counts() == {
        "rows_before": 5, "rows_after": 5, "rows_same": 2, "rows_added": 2, "rows_removed": 2, "rows_changed": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        pytest.param(
            {"disposition": "dismissal"}, {"disposition": "acquittal"},
            ("disposition", "changed", "dismissal", "acquittal", 1), id="a code, from what to what",
        ),
        pytest.param({}, {"dv_related": True}, ("dv_related", "filled", None, "true", 1), id="a yes where nothing stood"),
        pytest.param({"dv_related": False}, {}, ("dv_related", "emptied", "false", None, 1), id="a no taken out"),
        pytest.param(
            {"disposition_date": date(2025, 3, 1)}, {"disposition_date": date(2025, 3, 2)},
            ("disposition_date", "later", None, None, 1), id="a date, only which way",
        ),
        pytest.param(
            {"disposition_date": date(2025, 3, 2)}, {"disposition_date": date(2025, 3, 1)},
            ("disposition_date", "earlier", None, None, 1), id="a date, the other way",
        ),
    ],
)  # fmt: skip
def test_how_a_field_changed(before: Row, after: Row, told: tuple[Any, ...]) -> None:
    assert Compared([case("a", **before)], [case("a", **after)]).fields() == [told]


def test_a_keyed_code_is_never_told() -> None:
    rows = [{"pros_case_key": "a", "court_case_key": key * 32} for key in "bc"]
    found = Compared(rows[:1], rows[1:], DATASETS["prosecution"]).fields()
    assert found == [("court_case_key", "changed", None, None, 1)]


def test_the_same_change_on_many_rows_is_one_line() -> None:
    old = [case(str(n)) for n in range(14)]
    new = [case(str(n), disposition="dismissal") for n in range(14)]
    assert Compared(old, new).fields() == [("disposition", "filled", None, "dismissal", 14)]


def test_rows_without_a_whole_key_are_compared_too() -> None:
    compared = Compared([case("a", None, dv_related=True)], [case("a", None, dv_related=False)])
    assert compared.counts()["rows_changed"] == 1


_ROWS = st.lists(
    st.builds(
        lambda key, seq, disposition, day: case(key, seq, disposition=disposition, disposition_date=day),
        st.sampled_from("abc"),
        st.sampled_from([None, "1", "2"]),
        st.sampled_from([None, "dismissal", "acquittal"]),
        st.sampled_from([None, date(2025, 1, 1), date(2025, 1, 2)]),
    ),
    max_size=9,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_ROWS, min_size=2, max_size=4))
def test_what_changed_leads_from_each_version_to_the_next(chain: list[list[Row]]) -> None:
    standing = multiset(chain[0])
    for old, new in pairwise(chain):
        compared = Compared(old, new)
        removed, added = compared.side("old_", "was"), compared.side("new_", "is_now")
        assert not removed - standing
        standing = standing - removed + added
        assert standing == multiset(new)
        counts = compared.counts()
        assert counts["rows_before"] == counts["rows_same"] + counts["rows_removed"] + counts["rows_changed"]
        assert counts["rows_after"] == counts["rows_same"] + counts["rows_added"] + counts["rows_changed"]
