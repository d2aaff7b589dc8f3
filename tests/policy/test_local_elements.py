"""A site adds, rewords and retires recommended practices; nothing recommended goes away unnoticed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines.metadata import ELEMENTS, TABLES
from pipelines.metadata.derive import arrow_schema, create_table_sql
from pipelines.policy.elements import COLUMNS, adapt, load_changes
from pipelines.settings import SettingsError, SiteSettings, Thresholds
from pipelines.warehouse.inputs import BuildInputs
from pipelines.warehouse.reference import _asked_areas, _elements
from pipelines.warehouse.tables import table_sql

HEADER = ",".join(COLUMNS)
ADDED = "add,PAT-L01,2026-02-01,patrol,Ask about pets,Officers ask whether pets were hurt.,The form asks.,,Raised by advocates,"
REWORDED = "reword,PAT-07,2026-01-15,,,Our licensed words.,,,Agreement of 2025,Licensed text"
RETIRED = "retire,PAT-08,2025-12-01,,,,,,The county uses another screen,"
AS_OF = date(2026, 3, 1)


def changed(tmp_path: Path, *lines: str, header: str = HEADER) -> Path:
    path = tmp_path / "elements.csv"
    path.write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")
    return path


def versions(tmp_path: Path, *lines: str):
    return adapt(ELEMENTS, load_changes(changed(tmp_path, *lines)))


def test_a_site_without_the_file_has_our_practices(tmp_path):
    found = adapt(ELEMENTS, load_changes(tmp_path / "elements.csv"))
    assert [v.element for v in found] == list(ELEMENTS.values())


def test_no_change_takes_anything_away(tmp_path):
    found = versions(tmp_path, ADDED, REWORDED, RETIRED)
    assert set(ELEMENTS) | {"PAT-L01"} == {v.element.element_id for v in found}
    ours = {v.element.requirement for v in found}
    assert {e.requirement for e in ELEMENTS.values()} <= ours


def test_a_rewording_leaves_the_wording_before_it(tmp_path):
    first, second = [v for v in versions(tmp_path, REWORDED) if v.element.element_id == "PAT-07"]
    assert (first.active_to, second.active_from) == (date(2026, 1, 14), date(2026, 1, 15))
    assert second.element.requirement == "Our licensed words."
    assert second.element.title == first.element.title
    assert (second.version, second.wording_source) == (2, "Licensed text")


def test_a_retired_practice_keeps_its_words_its_day_and_its_reason(tmp_path):
    (kept,) = [v for v in versions(tmp_path, RETIRED) if v.element.element_id == "PAT-08"]
    assert kept.active_to == date(2025, 11, 30)
    assert kept.retired_reason == "The county uses another screen"
    assert kept.element == ELEMENTS["PAT-08"]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        pytest.param(["remove,PAT-07,2026-01-01,,,,,,x,"], "change is one of", id="a change of another kind"),
        pytest.param([",PAT-07,2026-01-01,,,,,,x,"], "change is one of", id="no change"),
        pytest.param(["retire,,2026-01-01,,,,,,x,"], "element_id is empty", id="no id"),
        pytest.param(["reword,PAT-70,2026-01-01,,A,,,,,"], "Did you mean PAT-", id="an unknown practice"),
        pytest.param(["retire,PAT-08,,,,,,,Reason,"], "from_date is needed", id="retired without a day"),
        pytest.param(["retire,PAT-08,2026-01-01,,,,,,,"], "reason is needed", id="retired without a reason"),
        pytest.param(["retire,PAT-08,1.3.2026,,,,,,x,"], "from_date is not a day", id="not a day"),
        pytest.param(["retire,PAT-08,2/30/2026,,,,,,x,"], "from_date is not a day", id="no such day"),
        pytest.param(["retire,PAT-08,2026-01-01,,,New words,,,x,"], "keeps its wording", id="retired with words"),
        pytest.param(["reword,PAT-07,2026-01-01,,,,,,x,"], "at least one of", id="reworded without words"),
        pytest.param(["reword,PAT-07,2026-01-01,court,A,,,,,"], "stays in its agency area", id="moved"),
        pytest.param(["add,PAT-07,2026-01-01,patrol,A,B,C,,,"], "is there already", id="added over ours"),
        pytest.param(["add,PAT-20,2026-01-01,patrol,A,B,C,,,"], "numbered like PAT-L01", id="added with our numbers"),
        pytest.param(["add,PAT-L02,2026-01-01,police,A,B,C,,,"], "agency_area is one of", id="no such area"),
        pytest.param(["add,PAT-L02,2026-01-01,patrol,A,,C,,,"], "requirement is needed", id="added without words"),
        pytest.param([ADDED, ADDED], "line 3: PAT-L01 is there already", id="added twice"),
        pytest.param([REWORDED, REWORDED], "line 3: PAT-07 changes on 2026-01-15 already", id="reworded twice a day"),
        pytest.param([RETIRED, RETIRED], "line 3: PAT-08 is retired by then", id="retired twice"),
        pytest.param([RETIRED, "reword,PAT-08,2026-06-01,,A,,,,,"], "is retired by then", id="reworded when retired"),
        pytest.param([ADDED, "retire,PAT-L01,2026-01-01,,,,,,x,"], "changes on 2026-02-01", id="retired before it was"),
        pytest.param(["retire,PAT-08,2026-01-01,,,,,,Call 218-555-0142,"], "identifier of a person", id="a phone number"),
        pytest.param([ADDED + ",more"], "more cells than columns", id="a cell too many"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_used_is_refused_by_its_line(tmp_path, lines, said):
    with pytest.raises(SettingsError, match=r"elements\.csv, line \d+: ") as refused:
        versions(tmp_path, *lines)
    assert said in str(refused.value)
    assert "555" not in str(refused.value)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        pytest.param(HEADER.replace(",reason", ""), "reason is missing", id="a column is missing"),
        pytest.param(HEADER + ",notes", "would be lost", id="a column too many"),
        pytest.param(HEADER + ",reason", "stands twice", id="a column twice"),
    ],
)
def test_columns_that_do_not_fit_are_refused(tmp_path, header, said):
    with pytest.raises(SettingsError, match=said):
        load_changes(changed(tmp_path, header=header))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(
            f"{HEADER}\nreword,PAT-07,1/15/2026,,,Officers’ words,,,,\n".encode("cp1252"), id="Excel on Windows"
        ),
        pytest.param(
            f"{HEADER}\nreword,PAT-07,2026-01-15,,,Officers’ words,,,,\n".encode("utf-8-sig"), id="UTF-8 with a mark"
        ),
        pytest.param(
            f"{HEADER}\nreword,PAT-07,2026-01-15,,,Officers’ words,,,,\n".replace(",", ";").encode(), id="semicolons"
        ),
    ],
)  # fmt: skip
def test_the_file_is_read_however_a_spreadsheet_program_saves_it(tmp_path, content):
    path = tmp_path / "elements.csv"
    path.write_bytes(content)
    (change,) = load_changes(path)
    assert (change.from_date, change.requirement) == (date(2026, 1, 15), "Officers’ words")


@pytest.fixture
def adapted(tmp_path):
    """The tables of practices of a site with one change of each kind, and one that comes later."""
    settings = SiteSettings(
        name="A", county="A", population=1, first_month=date(2025, 1, 1),
        agencies=[{"code": "mpd", "name": "Police", "area": "patrol"}],
    )  # fmt: skip
    later = "reword,PAT-09,2026-09-01,,,Words to come.,,,,"
    found = versions(tmp_path, ADDED, REWORDED, RETIRED, later)
    inputs = BuildInputs(settings, AS_OF, (), "", element_versions=found)
    rows = _elements(inputs)
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("CREATE SCHEMA core; CREATE SCHEMA stg; CREATE SCHEMA pub; CREATE SCHEMA ops")
    connection.execute(f"CREATE TABLE stg.setting AS SELECT DATE '{AS_OF}' AS as_of_date")
    connection.execute(
        "CREATE TABLE ops.agency AS SELECT 'mpd' AS agency_code, 'Police' AS agency_name, 'patrol' AS agency_area"
    )
    for name in ("ops.asked_area", "core.policy_response", "core.practice_element", "core.case_review_item"):
        connection.execute(create_table_sql(TABLES[name]))
    for asked in _asked_areas(inputs):
        connection.execute("INSERT INTO ops.asked_area VALUES (?, ?)", list(asked.values()))
    table = arrow_schema(TABLES["core.practice_element"].fields).empty_table()
    incoming = table.from_pylist(rows, table.schema)
    connection.register("incoming", incoming)
    connection.execute("INSERT INTO core.practice_element BY NAME SELECT * FROM incoming")
    for name in ("core.current_element", "pub.practice_element", "pub.policy_response"):
        connection.execute(f"CREATE TABLE {name} AS {table_sql(name, settings.thresholds)}")
    yield connection
    connection.close()


def test_what_is_retired_is_still_listed_with_its_day_and_reason(adapted):
    listed = adapted.execute("SELECT element_id FROM pub.policy_response").fetchall()
    asked = {
        e.element_id
        for e in ELEMENTS.values()
        if e.agency_area in ("patrol", "investigation", "cross_agency")
    }
    assert sorted(listed) == sorted((element,) for element in asked | {"PAT-L01"})
    retired = adapted.execute(
        "SELECT element_id, retired_on_date, retired_reason FROM pub.policy_response WHERE retired_on_date IS NOT NULL"
    ).fetchall()
    assert retired == [("PAT-08", date(2025, 12, 1), "The county uses another screen")]


def test_what_every_agency_is_asked_stands_with_its_own_area(adapted):
    found = adapted.execute(
        "SELECT agency_area, list_sort(list(DISTINCT left(element_id, 3))) FROM pub.policy_response GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    assert found == [("investigation", ["INV"]), ("patrol", ["PAT", "XAG"])]


def test_case_review_of_a_retired_practice_says_so(adapted):
    adapted.execute("ALTER TABLE stg.setting ADD COLUMN percent_floor INT DEFAULT 10")
    for element in ("PAT-07", "PAT-08"):
        adapted.execute(
            "INSERT INTO core.case_review_item (agency_code, element_id, event_quarter, outcome)"
            " VALUES ('mpd', ?, '2025-Q3', 'demonstrated')",
            [element],
        )
    told = adapted.execute(
        f"SELECT DISTINCT element_id, title LIKE '% (retired here)' FROM ({table_sql('mart.case_review', Thresholds())}) ORDER BY ALL"
    ).fetchall()
    assert told == [("PAT-07", False), ("PAT-08", True)]


def test_every_wording_stands_in_one_place_with_where_it_stands(adapted):
    found = adapted.execute(
        "SELECT element_id, version, standing FROM pub.practice_element"
        " WHERE element_id IN ('PAT-07', 'PAT-08', 'PAT-09', 'PAT-L01') ORDER BY ALL"
    ).fetchall()
    assert found == [
        ("PAT-07", 1, "replaced"), ("PAT-07", 2, "in_force"), ("PAT-08", 1, "retired"),
        ("PAT-09", 1, "in_force"), ("PAT-09", 2, "coming"), ("PAT-L01", 1, "in_force"),
    ]  # fmt: skip


def test_the_wording_of_the_day_is_set_beside_local_policy(adapted):
    found = adapted.execute(
        "SELECT requirement FROM pub.policy_response WHERE element_id IN ('PAT-07', 'PAT-09') ORDER BY element_id"
    ).fetchall()
    assert found == [("Our licensed words.",), (ELEMENTS["PAT-09"].requirement,)]


def test_what_is_retired_is_no_gap_and_no_answer_from_its_day_on(adapted):
    adapted.execute("CREATE SCHEMA mart")
    adapted.execute("ALTER TABLE stg.setting ADD COLUMN percent_floor INT DEFAULT 10")
    adapted.execute("ALTER TABLE stg.setting ADD COLUMN watch_from DOUBLE DEFAULT 0.75")
    for name in ("pub.case_review", "ops.submission"):
        adapted.execute(create_table_sql(TABLES[name]))
    for element in ("PAT-07", "PAT-08"):
        adapted.execute(
            "INSERT INTO core.policy_response (agency_code, element_id, review_round, status, reviewed_on_date)"
            " VALUES ('mpd', ?, '2025-1', 'not_addressed', DATE '2025-10-01')",
            [element],
        )
    facts = adapted.execute(
        f"SELECT element_id, valid_to FROM ({table_sql('mart.fact_policy', Thresholds())}) ORDER BY ALL"
    ).fetchall()
    assert facts == [("PAT-07", None), ("PAT-08", date(2025, 12, 1))]
    adapted.execute("DROP TABLE pub.policy_response")
    adapted.execute(f"CREATE VIEW pub.policy_response AS {table_sql('pub.policy_response', Thresholds())}")
    gaps = adapted.execute(
        f"SELECT DISTINCT element_id, policy_status, gap_kind FROM ({table_sql('pub.policy_practice', Thresholds())})"
        " WHERE element_id IN ('PAT-07', 'PAT-08') ORDER BY ALL"
    ).fetchall()
    assert gaps == [("PAT-07", "not_addressed", "not_addressed"), ("PAT-08", "not_addressed", "retired")]
