"""Nothing of an agency's file stands in plain text on disk, and only the site's key opens it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from pipelines.storage import add_parquet_key, memory, read_parquet, same_columns, write_parquet
from pipelines.warehouse.connect import WarehouseError, kept_open, open_generation

SENTINEL = "PLANTEDSENTINELVALUE"
KEY = "5e" * 32


def _contains_sentinel(folder: Path) -> bool:
    return any(SENTINEL.encode() in path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_parquet_holds_no_plain_text(tmp_path: Path) -> None:
    path = tmp_path / "records.parquet"
    table = pa.table({"statute_text": [SENTINEL, None], "source_row": [2, 3]})
    write_parquet(table, path, KEY)
    assert not _contains_sentinel(tmp_path)
    assert read_parquet(path, KEY).to_pylist() == table.to_pylist()
    with pytest.raises(duckdb.Error):
        read_parquet(path, "11" * 32)


def test_warehouse_holds_no_plain_text_while_open_and_after(tmp_path: Path) -> None:
    path = tmp_path / "000001.building"
    connection = open_generation(path, KEY, read_only=False)
    connection.execute(f"CREATE TABLE planted AS SELECT '{SENTINEL}' AS word FROM range(5000)")
    assert not _contains_sentinel(tmp_path)
    connection.close()
    assert not _contains_sentinel(tmp_path)
    reader = open_generation(path, KEY)
    assert reader.execute("SELECT DISTINCT word FROM planted").fetchall() == [(SENTINEL,)]


def test_a_wrong_key_is_told_without_the_key(tmp_path: Path) -> None:
    path = tmp_path / "000001.duckdb"
    open_generation(path, KEY, read_only=False).close()
    with pytest.raises(WarehouseError) as caught:
        open_generation(path, "77" * 32)
    assert "77" not in str(caught.value)
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("ab", id="too short"),
        pytest.param("xy" * 32, id="no digits"),
        pytest.param(b"1", id="bytes"),
    ],
)
def test_a_key_of_the_wrong_shape_is_refused(tmp_path: Path, key: bytes | str) -> None:
    with pytest.raises(ValueError, match="key"):
        open_generation(tmp_path / "000001.duckdb", key, read_only=False)


def test_there_is_no_warehouse_before_the_first_run(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="samepage run"):
        open_generation(tmp_path / "000001.duckdb", KEY)


def test_a_reader_can_touch_no_other_file(tmp_path: Path) -> None:
    path = tmp_path / "000001.duckdb"
    open_generation(path, KEY, read_only=False).close()
    reader = open_generation(path, KEY)
    for sql in (
        f"COPY (SELECT 1) TO '{tmp_path / 'out.csv'}'",
        "SELECT * FROM read_text('/etc/hostname')",
        "SET enable_external_access = true",
        "CREATE TABLE x AS SELECT 1",
    ):
        with pytest.raises(duckdb.Error):
            reader.execute(sql)
    assert not (tmp_path / "out.csv").exists()


def _made(path: Path, number: int) -> Path:
    with open_generation(path, KEY, read_only=False) as connection:
        connection.execute(f"CREATE TABLE told AS SELECT {number} AS number")
    return path


def _told(path: Path) -> int:
    with open_generation(path, KEY) as reader:
        return int(reader.execute("SELECT number FROM told").fetchall()[0][0])


def test_a_generation_that_is_kept_open_is_the_one_that_was_asked_for(tmp_path: Path) -> None:
    first, second = _made(tmp_path / "000001.duckdb", 1), _made(tmp_path / "000002.duckdb", 2)
    with kept_open():
        assert [_told(path) for path in (first, first, second, first)] == [1, 1, 2, 1]
        with pytest.raises(WarehouseError):
            open_generation(first, "77" * 32)
        with pytest.raises(duckdb.Error):
            open_generation(first, KEY).execute("SET enable_external_access = true")
        first.unlink()
        with pytest.raises(WarehouseError, match="samepage run"):
            open_generation(first, KEY)
    assert _told(second) == 2


def test_no_extension_is_ever_fetched() -> None:
    settings = dict(
        memory()
        .execute("SELECT name, value FROM duckdb_settings() WHERE name LIKE 'auto%known_extensions'")
        .fetchall()
    )
    assert settings == {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}


def test_files_are_grouped_by_their_columns(tmp_path: Path) -> None:
    write_parquet(pa.table({"a": [1]}), tmp_path / "old.parquet", KEY)
    write_parquet(pa.table({"a": [1], "b": [2]}), tmp_path / "new.parquet", KEY)
    connection = memory()
    add_parquet_key(connection, KEY)
    groups = same_columns(connection, [tmp_path / "old.parquet", tmp_path / "new.parquet"])
    assert {columns: len(paths) for columns, paths in groups.items()} == {("a",): 1, ("a", "b"): 1}
