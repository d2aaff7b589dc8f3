"""Every table is built, as declared, the same each time, and after what it is made from."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest
from made_site import KEY, MadeSite, make_settings

from pipelines.metadata import TABLES
from pipelines.metadata.classes import Kind
from pipelines.metadata.derive import create_table_sql
from pipelines.storage import memory
from pipelines.warehouse import tables
from pipelines.warehouse.build import build, check_generation, declared_fields
from pipelines.warehouse.connect import WarehouseError, open_generation
from pipelines.warehouse.inputs import fingerprint
from pipelines.warehouse.make import _insert_query, declared_table, make_schemas
from pipelines.warehouse.registers import PUBLISHED_REGISTERS
from pipelines.warehouse.tables import TABLE_DEPS, TABLE_ORDER, is_view


@pytest.fixture(scope="module")
def built(small_year: MadeSite) -> duckdb.DuckDBPyConnection:
    return small_year.build()


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in connection.execute(f"DESCRIBE {table}").fetchall()]


def test_every_table_is_told_with_its_rows(built: duckdb.DuckDBPyConnection, small_year: MadeSite) -> None:
    assert tuple(small_year.tables) == TABLE_ORDER
    assert small_year.tables["core.incident"] == 8
    assert {name for name, rows in small_year.tables.items() if rows is None} == set(
        filter(is_view, TABLE_ORDER)
    )
    assert small_year.tables["core.survivor_survey_response"] == 0


@pytest.mark.parametrize("table", [name for name in TABLE_ORDER if not is_view(name)])
def test_columns_equal_the_declaration(built: duckdb.DuckDBPyConnection, table: str) -> None:
    assert _columns(built, table) == [(f.name, f.kind.duckdb_type) for f in declared_fields(table)]


def test_every_declared_table_is_built() -> None:
    assert set(TABLES) <= set(TABLE_ORDER)


def test_every_sql_file_is_a_table() -> None:
    folder = Path(tables.__file__).parent / "sql"
    files = {f"{path.parent.name}.{path.stem}" for path in folder.rglob("*.sql")}
    assert files <= set(TABLE_ORDER)
    for path in folder.rglob("*.sql"):
        assert path.read_text(encoding="utf-8").startswith("-- A row is "), path.name


def test_what_is_between_partners_is_domestic_violence(built: duckdb.DuckDBPyConnection) -> None:
    """Scoped figures are counted in the rows that are domestic violence alone, those between partners among them."""
    scoped = [
        name
        for name in TABLE_ORDER
        if name.startswith("mart.fact_") and "ipv" in [column for column, _ in _columns(built, name)]
    ]
    assert len(scoped) > 20
    counted = {
        name: built.execute(
            f"SELECT count(*) FILTER (ipv), count(*) FILTER (ipv AND dv IS DISTINCT FROM true) FROM {name}"
        ).fetchall()[0]
        for name in scoped
    }
    assert sum(ipv for ipv, _ in counted.values()) > 0
    assert [name for name, (_, alone) in counted.items() if alone] == []


def test_every_fact_and_report_table_has_rows(small_year: MadeSite, built: duckdb.DuckDBPyConnection) -> None:
    told = [n for n in TABLE_ORDER if n.startswith(("mart.", "pub.")) and n not in PUBLISHED_REGISTERS]
    empty = [n for n in told if built.execute(f"SELECT count(*) FROM {n}").fetchall() == [(0,)]]
    # The small year has no register, investigation or probation officer; one quarter has none before it, and no twelve months; nothing was restated.
    assert empty == [
        "mart.fact_investigation",
        "mart.fact_order",
        "mart.fact_probation_end",
        "mart.fact_officer",
        "mart.fact_recommendation",
        "mart.fact_training",
        "mart.fact_finding",
        "mart.fact_consultation",
        "mart.finding_where",
        "mart.finding_register",
        "mart.figure_change",
        "pub.policy_event",
        "pub.measure_change",
        "pub.rate_ratio",
        "pub.wait",
        "pub.wait_limit",
        "pub.finding",
        "pub.policy_action",
        "pub.survivor_wave",
        "pub.survivor_answer",
        "pub.survivor_outcome",
        "pub.consultation",
        "pub.survivor_theme",
        "pub.survivor_quote",
        "pub.decision_not_counted",
        "pub.practice_response",
        "pub.practice_evidence",
        "pub.document_reference",
    ]


def test_a_table_comes_after_what_it_is_made_from() -> None:
    place = {name: position for position, name in enumerate(TABLE_ORDER)}
    wrong = [(n, d) for n, deps in TABLE_DEPS.items() for d in deps if place[d] >= place[n]]
    assert wrong == []
    assert TABLE_DEPS["core.incident"] == ("stg.rms_incidents", "stg.code", "stg.dv_statute", "core.call")
    assert all(TABLE_DEPS[name] for name in TABLE_ORDER if is_view(name))


@pytest.mark.parametrize("table", [name for name in TABLE_ORDER if name.startswith(("pub.", "ops."))])
def test_nothing_that_reports_read_has_a_key(table: str) -> None:
    assert [f.name for f in declared_fields(table) if f.kind is Kind.KEY] == []


def test_the_same_inputs_give_the_same_tables(
    small_year: MadeSite, built: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many threads share the work, and whatever order the files are listed in."""
    monkeypatch.setenv("SAMEPAGE_THREADS", "2")
    small_year.entries.reverse()
    again = small_year.build()
    small_year.entries.reverse()
    for table in TABLE_ORDER:
        first = sorted(map(repr, built.execute(f"SELECT * FROM {table}").fetchall()))
        assert first == sorted(map(repr, again.execute(f"SELECT * FROM {table}").fetchall())), table


def test_core_keys_are_unique(built: duckdb.DuckDBPyConnection) -> None:
    for table in TABLES.values():
        if table.schema in ("core", "pub", "mart") or table.full_name in ("ops.blank_rate", "ops.match_rate"):
            key = ", ".join(table.key)
            twice = built.execute(
                f"SELECT {key} FROM {table.full_name} GROUP BY ALL HAVING count(*) > 1"
            ).fetchall()
            assert twice == [], table.full_name


def test_a_generation_is_checked_as_a_reader_sees_it(small_year: MadeSite, tmp_path: Path) -> None:
    path = tmp_path / "000001.building"
    connection = open_generation(path, KEY, read_only=False)
    build(connection, small_year.inputs(), lambda _name, _rows: None)
    connection.close()
    assert [p.name for p in tmp_path.iterdir()] == ["000001.building"]
    check_generation(path, KEY)
    reader = open_generation(path, KEY)
    assert reader.execute("SELECT count(*) FROM mart.fact_incident WHERE dv").fetchall() == [(8,)]
    reader.close()
    broken = tmp_path / "000002.building"
    open_generation(broken, KEY, read_only=False).close()
    with pytest.raises(WarehouseError, match=r"pub\.measure_value"):
        check_generation(broken, KEY)


def test_the_fingerprint_follows_what_counts(site: MadeSite) -> None:
    before = fingerprint(site.inputs())
    assert fingerprint(site.inputs()) == before
    site.add("mpd", "rms_incidents", "2025-01", status="nil_report")
    after = fingerprint(site.inputs())
    assert after != before
    site.as_of = date(2026, 2, 1)
    assert fingerprint(site.inputs()) != after


def test_a_site_without_submissions_is_built_empty(site: MadeSite) -> None:
    connection = site.build()
    assert site.tables["pub.measure_value"] == 0
    assert connection.execute("SELECT data_from_month, data_to_month FROM ops.site").fetchall() == [
        (None, None)
    ]
    assert connection.execute("SELECT DISTINCT status FROM pub.policy_response").fetchall() == [(None,)]


def test_sql_without_a_declared_column_is_named() -> None:
    connection = memory()
    make_schemas(connection, make_settings(["mpd"]))
    connection.execute(create_table_sql(declared_table("ops.site")))
    with pytest.raises(ValueError, match=r"ops\.site: its SQL does not give site_name"):
        _insert_query(connection, "ops.site", "SELECT 1 AS another")
