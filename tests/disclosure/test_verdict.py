"""What the build before withheld is taken over where nothing moved, and only there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest
from made_site import MadeSite

from pipelines.settings import Thresholds
from pipelines.warehouse import disclose
from pipelines.warehouse.verdict import Verdict, question_of, read_verdict

_LOG = "SELECT * FROM ops.suppression_log ORDER BY ALL"
_PROOFS = "SELECT * EXCLUDE (fingerprint) FROM ops.disclosure_proof ORDER BY ALL"


def _site(folder: Path, incidents: int = 14) -> MadeSite:
    site = MadeSite(folder, "mpd", "rpd", as_of=date(2025, 5, 1), thresholds={"complementary": True})
    for agency, count in (("mpd", incidents), ("rpd", 22)):
        rows = [
            {
                "incident_key": f"{agency}{n}",
                "reported_ts": datetime(2025, 1, 1 + n % 27),
                "dv_flag_agency": True,
                "strangulation": n % 3 == 0,
            }
            for n in range(count)
        ]
        site.add(agency, "rms_incidents", "2025-01", rows)
    return site


def _build(site: MadeSite, before: Verdict | None) -> duckdb.DuckDBPyConnection:
    return site.build("pub.measure_value", given=replace(site.inputs(), verdict=before))


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    return _build(_site(tmp_path_factory.mktemp("first")), None)


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each time that figures are chosen."""
    times: list[int] = []
    choose = disclose.decide_figures

    def counted(*given: object) -> object:
        times.append(1)
        return choose(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(disclose, "decide_figures", counted)
    return times


def test_a_build_of_the_same_figures_withholds_the_same_without_choosing(
    first: duckdb.DuckDBPyConnection, tmp_path: Path, chosen: list[int]
) -> None:
    before = read_verdict(first)
    assert before is not None and len(before.log) and len(before.proofs)
    again = _build(_site(tmp_path), before)
    assert chosen == []
    assert again.execute(_LOG).fetchall() == first.execute(_LOG).fetchall()
    assert again.execute(_PROOFS).fetchall() == first.execute(_PROOFS).fetchall()
    assert read_verdict(again).question == before.question  # type: ignore[union-attr]


def test_one_incident_more_is_chosen_anew(
    first: duckdb.DuckDBPyConnection, tmp_path: Path, chosen: list[int]
) -> None:
    moved = _build(_site(tmp_path, incidents=15), read_verdict(first))
    assert chosen == [1]
    assert read_verdict(moved).question != read_verdict(first).question  # type: ignore[union-attr]


def test_rules_releases_and_code_ask_another_question(first: duckdb.DuckDBPyConnection) -> None:
    figures, rule = disclose.read_figures(first), Thresholds(complementary=True)
    asked = question_of(first, figures, rule, (), "one")
    assert asked == question_of(first, figures.sample(frac=1, random_state=1), rule, (), "one")
    others = {
        question_of(first, figures, rule, (), "another"),
        question_of(first, figures, Thresholds(complementary=True, joint=12), (), "one"),
    }
    assert asked not in others and len(others) == 2


def test_where_nobody_chose_there_is_no_verdict(tmp_path: Path) -> None:
    plain = MadeSite(tmp_path, "mpd", as_of=date(2025, 5, 1))
    assert read_verdict(plain.build("pub.measure_value")) is None
    assert read_verdict(duckdb.connect(config={"threads": 1})) is None
