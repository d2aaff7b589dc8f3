"""A whole site, protected in every build: what is hidden cannot be worked out across tables, agencies and periods."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from made_site import MadeSite

from benchmarks.made_releases import MadeCounty
from pipelines.disclosure.counts import KEY, collect_series
from pipelines.disclosure.decide import decide
from pipelines.disclosure.gate import Answer
from pipelines.disclosure.ledger import make_release
from pipelines.disclosure.log import COLUMNS, log_rows
from pipelines.disclosure.primary import AUDIENCES, rules
from pipelines.disclosure.questions import exempt_figures, judge
from pipelines.disclosure.relations import build_tables
from pipelines.settings import Site, Thresholds
from pipelines.warehouse.disclose import decide_figures, read_figures
from pipelines.warehouse.releases import (
    ReleaseError,
    draft_release,
    judge_release,
    read_releases,
    write_release,
)

_MONTHS = ("2025-01", "2025-02", "2025-03")
_INCIDENTS = {"mpd": (14, 4, 13), "rpd": (22, 31, 25)}


def _fill(site: MadeSite) -> None:
    for agency, numbers in _INCIDENTS.items():
        for month, incidents in zip(_MONTHS, numbers, strict=True):
            first = date.fromisoformat(f"{month}-01")
            rows = [
                {
                    "incident_key": f"{agency}{month}{n}",
                    "reported_ts": datetime(first.year, first.month, 1 + n % 27),
                    "dv_flag_agency": True,
                    "strangulation": n % 3 == 0,
                    "advocate_notified": True,
                    "advocate_notified_ts": datetime(first.year, first.month, 1 + n % 27, 1 + n % 20),
                }
                for n in range(incidents)
            ]
            site.add(agency, "rms_incidents", month, rows)


def _site(folder: object, complementary: bool) -> MadeSite:
    site = MadeSite(folder, "mpd", "rpd", as_of=date(2025, 5, 1), thresholds={"complementary": complementary})  # type: ignore[arg-type]
    _fill(site)
    return site


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    return _site(tmp_path_factory.mktemp("plain"), False).build("pub.measure_value", "pub.case_review")


@pytest.fixture(scope="module")
def protected(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    return _site(tmp_path_factory.mktemp("protected"), True).build("pub.measure_value", "pub.case_review")


def _reports(built: duckdb.DuckDBPyConnection, audience: str) -> dict[tuple[str, str, str], int | None]:
    rows = built.execute(
        "SELECT agency_code, period_kind, strftime(period_start, '%Y-%m'), num FROM pub.measure_value"
        " WHERE measure_id = 'M020' AND breakdown = 'none' AND audience = ?",
        [audience],
    ).fetchall()
    return {(agency, kind, start): num for agency, kind, start, num in rows}


def test_the_rule_alone_leaves_a_number_to_be_subtracted(plain: duckdb.DuckDBPyConnection) -> None:
    told = _reports(plain, "joint")
    assert told["mpd", "month", "2025-02"] is None
    assert told["all", "month", "2025-02"] == 35 and told["rpd", "month", "2025-02"] == 31


def test_neither_agencies_nor_months_give_the_hidden_number_away(
    protected: duckdb.DuckDBPyConnection,
) -> None:
    told = _reports(protected, "joint")
    assert told["mpd", "month", "2025-02"] is None
    # A reader may be the other agency, which knows its own number whatever is withheld.
    assert told["all", "month", "2025-02"] is None
    quarter = told["mpd", "quarter", "2025-01"]
    others = told["mpd", "month", "2025-01"], told["mpd", "month", "2025-03"]
    assert None in (quarter, *others)


def test_every_attack_is_on_record_and_found_nothing(protected: duckdb.DuckDBPyConnection) -> None:
    proofs = protected.execute(
        "SELECT audience, reader, holds, narrowed_count, protected_count, least_width FROM ops.disclosure_proof"
        " WHERE subject = 'figures' ORDER BY ALL"
    ).fetchall()
    assert {(a, r) for a, r, *_ in proofs} == {
        ("coordinator", "outside"),
        ("director", "mpd"),
        ("director", "rpd"),
        ("joint", "mpd"),
        ("joint", "outside"),
        ("joint", "rpd"),
        ("public", "outside"),
    }
    assert all(holds and narrowed == 0 for _, _, holds, narrowed, _, _ in proofs)
    asked = {(a, r): (count, width) for a, r, _, _, count, width in proofs if a != "coordinator"}
    # Where the own page withholds nothing, and no number of another agency is small, there is nothing to find out.
    assert {who for who, (count, _) in asked.items() if count == 0} <= {("director", "rpd"), ("joint", "mpd")}
    assert all(width >= 5 for count, width in asked.values() if count)


_PLACE = [*KEY, "part"]


@pytest.fixture(scope="module")
def few() -> pd.DataFrame:
    """What is withheld of a made-up county of few people in its first year."""
    county = MadeCounty(MadeCounty.draw(np.random.default_rng(7), 12).atoms // 10)
    told = rules(Thresholds())
    return decide(county.figures(12), told, {rule.audience: () for rule in told}).hidden


@pytest.mark.parametrize("audience", ["joint", "public", "director"])
def test_nobody_reads_what_the_coordinator_is_not_told(few: pd.DataFrame, audience: str) -> None:
    """The coordinator writes all pages and knows the headlines: a group told there would give away the ones withheld."""
    own = few.loc[few["audience"] == "coordinator", _PLACE]
    if audience == "director":
        own = own[own["agency_code"] != "all"]
    theirs = few.loc[few["audience"] == audience, _PLACE]
    assert len(own) > 2
    assert len(own.merge(theirs, on=_PLACE)) == len(own)


def test_the_log_does_not_tell_the_coordinator_which_are_the_small_ones(few: pd.DataFrame) -> None:
    """Neither in the coordinator's own lines nor in those of other readers."""
    own = few.loc[few["audience"] == "coordinator", _PLACE]
    kinds = few.merge(own, on=_PLACE).groupby("audience")["kind"].agg(set)
    assert set(kinds.index) == set(AUDIENCES)
    assert set().union(*kinds) == {"withheld"}


def test_what_is_shown_is_true_and_what_is_hidden_is_gone(protected: duckdb.DuckDBPyConnection) -> None:
    changed = protected.execute(
        "SELECT count(*) FROM pub.measure_value AS pub INNER JOIN mart.measure_value AS mart"
        " USING (measure_id, agency_code, period_kind, period_start, breakdown, category)"
        " WHERE NOT pub.suppressed AND (pub.num IS DISTINCT FROM mart.num OR pub.den IS DISTINCT FROM mart.den)"
    ).fetchall()
    left = protected.execute(
        "SELECT count(*) FROM pub.measure_value WHERE suppressed AND coalesce(num, den, n_missing) IS NOT NULL"
        " OR suppressed AND coalesce(value, match_rate) IS NOT NULL"
    ).fetchall()
    assert (changed, left) == ([(0,)], [(0,)])


def test_the_log_has_every_kind_and_no_number(protected: duckdb.DuckDBPyConnection) -> None:
    kinds = protected.execute("SELECT DISTINCT kind FROM ops.suppression_log ORDER BY ALL").fetchall()
    assert {"primary", "complementary"} <= {kind for (kind,) in kinds}
    columns = protected.execute("DESCRIBE ops.suppression_log").fetchall()
    assert {kind for _, kind, *_ in columns} <= {"VARCHAR", "DATE"}


def test_the_rule_in_sql_and_in_columns_hides_the_same(plain: duckdb.DuckDBPyConnection) -> None:
    thresholds = Thresholds()
    figures = read_figures(plain)
    built = build_tables(figures, collect_series(figures))
    for rule in rules(thresholds):
        found = judge(
            built, rule, exempt_figures(built, rule, ("M171",) if rule.audience != "public" else ())
        )
        hidden = found.hidden & (built.note_of < 0)
        if not rule.all_agencies:
            hidden &= (built.figures["agency_code"] != "all").to_numpy()
        rows = built.figures[hidden].assign(
            audience=rule.audience, kind=found.kind[hidden], rule=found.rule[hidden]
        )
        ours = log_rows(rows)
        assert rule.demographic_only or any("percentile of" in str(words) for words in ours["rule"])
        theirs = plain.execute(
            "SELECT * FROM ops.suppression_log WHERE audience = ? AND part = 'figure' AND table_name <> 'case_review'",
            [rule.audience],
        ).df()
        keys = [c for c in COLUMNS if c != "rule" or not rule.demographic_only]
        assert _keys(ours, keys) == _keys(theirs, keys), rule.audience


def test_a_time_of_few_cases_is_withheld_and_its_cases_are_told(protected: duckdb.DuckDBPyConnection) -> None:
    """Fourteen cases: the median tells of seven, the 90th percentile of one, and a director is told of five or more."""
    told = protected.execute(
        "SELECT audience, breakdown, den, value IS NULL FROM pub.measure_value WHERE measure_id = 'M045'"
        " AND agency_code = 'mpd' AND period_kind = 'month' AND period_start = '2025-01-01'"
        " AND breakdown IN ('none', 'statistic') AND audience IN ('coordinator', 'director') ORDER BY ALL"
    ).fetchall()
    assert told == [
        ("coordinator", "none", 14, False),
        ("coordinator", "statistic", 14, False),
        ("director", "none", 14, False),
        ("director", "statistic", None, True),
    ]


def _keys(frame: pd.DataFrame, keys: list[str]) -> set[tuple[str, ...]]:
    return set(frame[keys].astype(str).itertuples(index=False, name=None))


@pytest.fixture(scope="module")
def figures(plain: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    return read_figures(plain)


def _hidden(decided: pd.DataFrame, audience: str, agency: str, start: str, kind: str = "month") -> list[str]:
    of = decided[
        (decided["audience"] == audience)
        & (decided["series"] == "M020")
        & (decided["breakdown"] == "none")
        & (decided["agency_code"] == agency)
        & (decided["period_kind"] == kind)
        & (decided["period_start"] == start)
        & (decided["part"] == "figure")
    ]
    return list(of["kind"])


def _release(figures: pd.DataFrame, **values: int) -> object:
    """A release that showed the February reports of some agencies."""
    february = figures[
        (figures["series"] == "M020")
        & (figures["breakdown"] == "none")
        & (figures["period_kind"] == "month")
        & (figures["period_start"] == "2025-02-01")
        & figures["agency_code"].isin(list(values))
    ].copy()
    february["num"] = february["agency_code"].map(values)
    nothing = pd.DataFrame(columns=["audience", "part", *figures.columns[:7]])
    proofs = pd.DataFrame(columns=["audience"])
    return make_release("2025-Q1", "joint", february, nothing, proofs)


def test_a_number_released_before_cannot_protect_another(figures: pd.DataFrame) -> None:
    thresholds = Thresholds()
    decided = decide_figures(figures, thresholds, (_release(figures, rpd=31),))  # type: ignore[arg-type]
    assert decided.proofs["holds"].all()
    assert _hidden(decided.hidden, "joint", "mpd", "2025-02-01") == ["primary"]
    assert _hidden(decided.hidden, "joint", "all", "2025-02-01") == ["complementary"]


@pytest.mark.parametrize(
    ("released", "kinds"),
    [
        pytest.param(29, ["differencing"], id="two more than were released"),
        pytest.param(12, [], id="nineteen more tell of no small number"),
    ],
)
def test_a_restated_number_does_not_tell_a_small_difference(
    figures: pd.DataFrame, released: int, kinds: list[str]
) -> None:
    decided = decide_figures(figures, Thresholds(), (_release(figures, rpd=released),))  # type: ignore[arg-type]
    found = _hidden(decided.hidden, "joint", "rpd", "2025-02-01")
    assert found == kinds or (not kinds and found == ["complementary"])


def test_a_release_is_written_once_and_never_changed(tmp_path: object, figures: pd.DataFrame) -> None:
    site = Site(tmp_path)  # type: ignore[arg-type]
    first, other = _release(figures, rpd=31), _release(figures, rpd=30)
    path = write_release(site, first)  # type: ignore[arg-type]
    assert write_release(site, first) == path  # type: ignore[arg-type]
    with pytest.raises(ReleaseError):
        write_release(site, other)  # type: ignore[arg-type]
    assert read_releases(site) == (first,)


@pytest.mark.parametrize("audience", ["director", "joint", "public"])
def test_a_protected_generation_may_be_released_and_a_plain_one_not(
    tmp_path: Path,
    plain: duckdb.DuckDBPyConnection,
    protected: duckdb.DuckDBPyConnection,
    audience: str,
) -> None:
    site, limits = Site(tmp_path), Thresholds()
    release = draft_release(protected, "2025-Q1", audience)
    assert release.figures and judge_release(release, (), limits) == Answer(())
    write_release(site, release)
    assert read_releases(site) == (release,)
    later = draft_release(protected, "2025-Q2", audience)
    told_before = judge_release(later, read_releases(site), limits)
    assert ["Something else was released" in reason.text for reason in told_before.reasons] == [True]
    assert not judge_release(draft_release(plain, "2025-Q1", audience), (), limits).allowed


def test_a_release_leaves_later_periods_out(protected: duckdb.DuckDBPyConnection) -> None:
    release = draft_release(protected, "2025-02", "public", date(2025, 2, 28))
    starts = {figure["period_start"] for figure in release.figures if figure["period_kind"] == "month"}
    assert starts and max(starts) == "2025-02-01"


def test_a_release_holds_only_what_was_shown(figures: pd.DataFrame) -> None:
    decided = decide_figures(figures, Thresholds())
    release = make_release("2025-Q1", "joint", figures, decided.hidden, decided.proofs)
    told = {(f["series"], f["breakdown"], f["category"], f["agency_code"], f["period_kind"], f["period_start"]) for f in release.figures}  # fmt: skip
    assert ("M020", "none", "all", "mpd", "month", "2025-02-01") not in told
    assert ("M020", "none", "all", "rpd", "month", "2025-01-01") in told
    numbers = [
        f[role] for f in release.figures for role in ("num", "missing", "linked", "unlinked") if role in f
    ]
    assert numbers and not [n for n in numbers if 0 < n < 10]
