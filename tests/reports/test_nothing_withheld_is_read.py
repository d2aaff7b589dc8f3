"""What a report withholds from its reader is in none of its bytes: it comes out the same from a warehouse without those numbers.

A number such as 4 cannot be searched for in a file. So each report is written twice, from the whole warehouse and from one that
holds only what its reader may see, and not one byte may differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pytest
from report_site import DRAFT, QUARTER, make_connection
from workbook_parts import WRITERS

from pipelines.reports.edition import read_site
from pipelines.reports.editions.build import Content, agency_files, joint_files, public_files
from pipelines.reports.editions.imprint import Edition
from pipelines.reports.source import Source

JOINT_BOOKS = [name for name in WRITERS if name != "coordinator"]


def tables_by_reader(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables and views whose rows say which audience may see them."""
    found = connection.execute(
        "SELECT table_schema || '.' || table_name FROM information_schema.columns WHERE column_name = 'audience' ORDER BY 1"
    )
    return [name for (name,) in found.fetchall()]


def only_for(audiences: Sequence[str], agency: str | None = None) -> tuple[Source, int]:
    """The warehouse with nothing that other audiences see, nor other agencies' directors; and how many rows that took away."""
    connection = make_connection()
    gone = 0
    for table in tables_by_reader(connection):
        others = "NOT list_contains($audiences, audience)"
        parameters: dict[str, object] = {"audiences": list(audiences)}
        columns = {name for (name, *_) in connection.execute(f"DESCRIBE {table}").fetchall()}
        if agency and "agency_code" in columns:
            others += " OR (audience = 'director' AND agency_code <> $agency)"
            parameters["agency"] = agency
        gone += connection.execute(f"DELETE FROM {table} WHERE {others}", parameters).fetchall()[0][0]
    return Source(connection), gone


@pytest.fixture(scope="module")
def joint_source() -> Source:
    source, gone = only_for(["joint"])
    assert gone > 1_000, "there was nothing to withhold"
    return source


@pytest.mark.parametrize("name", JOINT_BOOKS)
def test_a_joint_workbook_is_the_same_without_what_only_others_see(
    name: str, joint_source: Source, workbooks: dict[str, Path], tmp_path: Path
) -> None:
    WRITERS[name](joint_source, tmp_path / "again.xlsx")

    assert (tmp_path / "again.xlsx").read_bytes() == workbooks[name].read_bytes()


def assert_same(files: Iterator[tuple[str, Content]], edition: Path, again: Path) -> None:
    """Each file has the bytes that it has in ``edition``."""
    names = []
    for place, content in files:
        if not isinstance(content, bytes):
            content(again)
            content = again.read_bytes()
        assert content == (edition / place).read_bytes(), place
        names.append(place)
    assert names


def test_the_joint_part_of_an_edition_is_the_same_without_what_only_others_see(
    joint_source: Source, edition: Path, tmp_path: Path
) -> None:
    files = joint_files(joint_source, read_site(joint_source), Edition(QUARTER, DRAFT))

    assert_same(files, edition, tmp_path / "again.xlsx")


def test_the_public_part_of_an_edition_is_the_same_without_what_only_others_see(
    edition: Path, tmp_path: Path
) -> None:
    source, _ = only_for(["public"])

    assert_same(
        public_files(source, read_site(source), Edition(QUARTER, DRAFT)), edition, tmp_path / "again.xlsx"
    )


def test_a_director_s_part_is_the_same_without_what_other_directors_see(
    edition: Path, tmp_path: Path
) -> None:
    agency = sorted(path.name for path in (edition / "agencies").iterdir())[0]
    source, gone = only_for(["director", "joint"], agency)
    assert gone > 1_000, "there was nothing to withhold"

    files = agency_files(source, read_site(source), Edition(QUARTER, DRAFT), agency)

    assert_same(files, edition, tmp_path / "again.xlsx")
