"""The files of a small county: what goes wrong on purpose, when they come, and that they are read as the plan says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest

from pipelines.checks.suites import SuiteResult
from pipelines.metadata import DATASETS
from pipelines.metadata.classes import Dataset, Field, Kind
from pipelines.privacy.pseudonyms import pseudonym
from pipelines.reading import column_letter
from pipelines.sample import SampleSummary, WorldOptions, write_sample
from pipelines.sample import deliveries as plan
from pipelines.sample.deliveries import Delivery
from pipelines.sample.expected import expected_problems
from pipelines.sample.planting import Planted, plant
from pipelines.sample.world import World, make_world
from pipelines.settings import Site
from pipelines.submissions import take_in
from pipelines.submissions.intake import Intake, open_intake
from pipelines.submissions.take_in import Judged

OPTIONS = WorldOptions(population=9_000, months=12)


@dataclass(frozen=True)
class County:
    """A written site with the plan that it was written from."""

    site: Site
    summary: SampleSummary
    world: World
    files: list[Delivery]
    planted: list[Planted]

    def path(self, delivery: Delivery) -> Path:
        return self.site.drop / delivery.export.agency / delivery.name


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    root = tmp_path_factory.mktemp("county")
    summary = write_sample(root, OPTIONS)
    world = make_world(OPTIONS)
    files = plan.usual_deliveries(world)
    return County(Site(root), summary, world, files, plant(world, files))


@pytest.fixture(scope="module")
def intake(county: County) -> Iterator[Intake]:
    opened = open_intake(county.site)
    yield opened
    opened.close()


def _digests(root: Path) -> dict[str, tuple[str, float]]:
    """Hash of each file, and the time of each delivered one."""
    return {
        str(path.relative_to(root)): (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mtime if "drop" in path.parts else 0,
        )
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".samepage" not in path.parts
    }


def test_equal_options_give_equal_bytes_and_times(tmp_path: Path) -> None:
    small = WorldOptions(population=5_000, months=1)
    write_sample(tmp_path / "a", small)
    write_sample(tmp_path / "b", small)
    assert _digests(tmp_path / "a") == _digests(tmp_path / "b")


def test_the_files_on_disk_are_those_of_the_plan(county: County) -> None:
    on_disk = {p.relative_to(county.site.drop).as_posix() for p in county.site.drop.rglob("*") if p.is_file()}
    assert on_disk == {f"{d.export.agency}/{d.name}" for d in county.files}
    assert county.summary.files_count == len(county.files) == len(on_disk)
    assert county.summary.planted == tuple(county.planted)


def test_file_times_are_the_days_of_delivery(county: County) -> None:
    for delivery in county.files:
        assert datetime.fromtimestamp(county.path(delivery).stat().st_mtime) == delivery.made
        assert delivery.end < delivery.made.date() <= county.summary.as_of or delivery.key[0] == "coordinator"


def test_only_what_is_planted_comes_late(county: County) -> None:
    late = {
        (d.key, d.name) for d in county.files if d.made.day > 10 and d.outcome in (plan.ACCEPTED, plan.NIL)
    }
    told = {((p.agency, p.dataset), p.file) for p in county.planted if p.kind in ("late", "corrected")}
    assert {entry for entry in late if entry[0][0] != "coordinator"} == told


def test_everything_that_can_go_wrong_does(county: County) -> None:
    kinds = [p.kind for p in county.planted]
    assert {k: kinds.count(k) for k in set(kinds) - {"nil_report", "held_row", "unreadable_cell"}} == {
        "partial_month": 1,
        "late": 2,
        "not_accepted": 1,
        "refused": 3,
        "superseded": 1,
        "corrected": 1,
        "duplicate": 1,
    }
    assert kinds.count("nil_report") >= 1
    assert kinds.count("held_row") >= 3
    assert kinds.count("unreadable_cell") >= 5


def test_no_file_has_more_than_three_held_rows(county: County) -> None:
    assert max(len(d.held) for d in county.files) <= 3
    assert all(len(d.held) < len(d.rows) for d in county.files if d.held)


@pytest.mark.parametrize(
    ("months", "population", "absent"),
    [
        pytest.param(2, 5_000, {"partial_month", "not_accepted", "superseded"}, id="two months"),
        pytest.param(4, 2_000, {"partial_month", "not_accepted"}, id="four months of a village"),
        pytest.param(1, 2_000, {"late", "duplicate", "superseded", "partial_month"}, id="one month"),
    ],
)
def test_a_short_county_leaves_out_what_needs_more_months(
    months: int, population: int, absent: set[str]
) -> None:
    world = make_world(WorldOptions(population=population, months=months))
    files = plan.usual_deliveries(world)
    assert not absent & {p.kind for p in plant(world, files)}
    assert files


@pytest.fixture(scope="module")
def village() -> World:
    """A quarter of a small county."""
    return make_world(WorldOptions(population=5_000, months=3))


def test_files_of_quarters_hold_what_files_of_months_hold(village: World) -> None:
    by_quarter = make_world(replace(village.options, by_quarter=True))
    files = [plan.usual_deliveries(world) for world in (village, by_quarter)]
    sent = [(a.code, dataset, rhythm) for a in by_quarter.agencies for dataset, rhythm in a.datasets.items()]
    assert [(agency, dataset) for agency, dataset, rhythm in sent if rhythm == "monthly"] == [
        ("rpd", "rms_incidents"),
        ("rpd", "rms_arrests"),
        ("so", "jms_bookings"),
    ]
    for agency, dataset, rhythm in sent:
        months, quarters = ([d for d in made if d.key == (agency, dataset)] for made in files)
        assert len(quarters) == (3 if rhythm == "monthly" else 1)
        key = list(DATASETS[dataset].key)
        rows = [pd.concat([d.rows for d in of])[key].astype(str) for of in (months, quarters)]
        assert {*rows[0].itertuples(index=False)} == {*rows[1].itertuples(index=False)}, dataset
        assert len(rows[1]) <= len(rows[0])
        if dataset in ("warrants", "prosecution", "court_cases"):  # a case stands in a file once
            assert not any(d.rows.duplicated(key).any() for d in quarters)


def test_a_large_county_empties_one_month_for_a_nil_report(village: World) -> None:
    files = plan.usual_deliveries(village)
    for delivery in files:
        if delivery.outcome == plan.NIL:
            delivery.outcome, delivery.rows = plan.ACCEPTED, pd.DataFrame({"_row_id": [1]})
    nil = [
        p
        for p in plant(village, [d for d in files if d.key == ("court", "sentences")])
        if p.kind == "nil_report"
    ]
    assert len(nil) == 1


def test_settings_and_truth_are_written(county: County) -> None:
    settings = county.site.settings
    assert settings.is_sample and settings.as_of == county.summary.as_of == date(2026, 4, 20)
    assert settings.first_month == date(2025, 4, 1)
    assert settings.agency("rpd").numbers["report"].year_group == 1
    assert {a.code: {d: str(r) for d, r in a.datasets.items()} for a in settings.agencies} == {
        a.code: a.datasets for a in county.world.agencies
    }
    text = (county.site.root / "truth.json").read_text(encoding="utf-8")
    truth = json.loads(text)
    assert [event["file"] for event in truth["planted"]["events"]] == [p.file for p in county.planted]
    assert text == json.dumps(truth, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"


def _wrong_month(county: County) -> date:
    """The month whose list of warrants is another report."""
    return next(d.start for d in county.files if d.outcome == plan.NOT_ACCEPTED)


def test_coverage_leaves_out_what_is_not_accepted(county: County) -> None:
    covered = plan.coverage(county.files)
    months = {date(2025 + (m - 1) // 12, (m - 1) % 12 + 1, 1) for m in range(4, 16)}
    assert covered["ecc", "cad_calls"] == months
    assert covered["so", "warrants"] == months - {_wrong_month(county)}
    assert covered["court", "protection_orders"] == months - {date(2025, m, 1) for m in (10, 11, 12)}
    assert covered["adv", "advocacy_totals"] == months


def test_a_correction_does_not_make_a_month_late(county: County) -> None:
    came = plan.arrivals(county.files)
    assert came["da", "prosecution", date(2026, 1, 1)] <= date(2026, 2, 10)
    assert came["court", "court_cases", date(2025, 12, 1)] == date(2026, 1, 23)
    assert ("so", "warrants", _wrong_month(county)) not in came


def _chosen(county: County) -> list[Delivery]:
    """Every file with something planted in it, a usual file of each export, and a nil report of each kind."""
    told = {(p.agency, p.file) for p in county.planted if p.kind not in ("nil_report", "duplicate")}
    chosen = {id(d): d for d in county.files if (d.export.agency, d.name) in told}
    for export in {id(d.export): d.export for d in county.files}.values():
        usual = [d for d in county.files if d.export is export and d.outcome == plan.ACCEPTED]
        nil = [d for d in county.files if d.export is export and d.outcome == plan.NIL]
        chosen.update((id(d), d) for d in (*usual[:1], *nil[:1]))
    return list(chosen.values())


@pytest.fixture(scope="module")
def judged(county: County, intake: Intake) -> Iterator[list[tuple[Delivery, Judged]]]:
    """The chosen files, judged without the suites: those never hold a row, and take most of the time."""
    patch = pytest.MonkeyPatch()
    patch.setattr(take_in, "run_suite", lambda *args: SuiteResult((), {}))
    yield [(d, intake.judge(county.path(d), d.export.agency)) for d in _chosen(county)]
    patch.undo()


_AS_PLANNED = {plan.SUPERSEDED: plan.ACCEPTED}


def test_verdicts_are_those_of_the_plan(judged: list[tuple[Delivery, Judged]]) -> None:
    for delivery, result in judged:
        status = str(result.status).replace("accepted_with_problems", "accepted")
        assert status == _AS_PLANNED.get(delivery.outcome, delivery.outcome), delivery.name
        if delivery.counts:
            assert result.dataset == delivery.export.dataset
            if DATASETS[delivery.export.dataset].period_field is None:  # a register speaks of no month
                continue
            assert result.period is not None
            assert (result.period.start, result.period.end) == (delivery.start, delivery.end), delivery.name


def test_rows_are_those_of_the_plan(judged: list[tuple[Delivery, Judged]], intake: Intake) -> None:
    secret = intake.context.key.derive("pseudonyms")
    for delivery, result in judged:
        if delivery.outcome != plan.ACCEPTED:
            continue
        assert result.records is not None
        dataset = DATASETS[delivery.export.dataset]
        planned = delivery.received()
        read = result.records.to_pandas()
        expected = [_told(planned, field, secret) for field in dataset.fields]
        got = [_told(read, field, None) for field in dataset.fields]
        rows = (sorted(zip(*columns, strict=True)) for columns in (expected, got))
        assert next(rows) == next(rows), delivery.name


def _told(rows: pd.DataFrame, field: Field, secret: str | None) -> list[str]:
    """The values of a field as texts that compare equal; raw numbers become keys."""
    values = rows[field.name].astype(object).where(rows[field.name].notna(), None).tolist()
    if field.kind is Kind.KEY and secret is not None:
        issuers = rows[f"_issuer_{field.name}"].tolist()
        kind = field.key_kind or ""
        values = [v and pseudonym(secret, i, kind, v) for v, i in zip(values, issuers, strict=True)]
    if field.kind in (Kind.DATE, Kind.TIMESTAMP):
        values = [v and pd.Timestamp(v) for v in values]
    if field.kind in (Kind.INTEGER, Kind.DECIMAL):
        values = [None if v is None else float(v) for v in values]
    return [str(value) for value in values]


def test_only_planted_cells_are_unreadable(judged: list[tuple[Delivery, Judged]]) -> None:
    for delivery, result in judged:
        if delivery.outcome not in (plan.ACCEPTED, plan.NIL):
            continue
        found = [p for p in result.problems if p.check_id.startswith(("cell_", "row_required"))]
        assert len(found) == len(delivery.spoiled), delivery.name
        assert sum(p.rows_count for p in found) == len(delivery.spoiled)
        others = {
            p.check_id for p in result.problems if p.check_id.startswith(("sheet_total", "sheet_column"))
        }
        assert not others, delivery.name


@pytest.mark.parametrize(
    ("agency", "dataset"),
    [("ecc", "cad_calls"), ("mpd", "rms_arrests"), ("so", "jms_bookings"), ("da", "prosecution")],
)
def test_stated_totals_agree(judged: list[tuple[Delivery, Judged]], agency: str, dataset: str) -> None:
    stated = [
        result.control_total
        for delivery, result in judged
        if delivery.key == (agency, dataset) and delivery.outcome == plan.ACCEPTED
    ]
    assert any(total is not None for total in stated)


def test_names_never_reach_the_records(judged: list[tuple[Delivery, Judged]]) -> None:
    dropped = {
        (d.export.dataset, c["header"])
        for d, result in judged
        for c in result.columns
        if c["treatment"] == "dropped for privacy"
    }
    for dataset, header in (
        ("cad_calls", "Caller Name"),
        ("jms_bookings", "last_name"),
        ("court_cases", "Case Style"),
        ("pretrial", "Defendant Name"),
        ("rms_arrests", "Arrestee Name"),
    ):
        assert (dataset, header) in dropped


def test_a_copy_has_the_same_bytes(county: County) -> None:
    copy = next(d for d in county.files if d.copy_of is not None)
    assert copy.copy_of is not None
    assert county.path(copy).read_bytes() == county.path(copy.copy_of).read_bytes()


def _fields(dataset: Dataset) -> list[str]:
    return [field.name for field in dataset.fields]


def test_received_rows_have_every_field_and_the_right_order(county: County) -> None:
    received = plan.received_rows(county.files)
    for (_agency, dataset), rows in received.items():
        assert set(_fields(DATASETS[dataset])) <= set(rows.columns)
    months = received["so", "jms_bookings"]["_month"]
    assert months.is_monotonic_increasing


def test_a_field_that_a_column_tells_beside_its_own_is_expected_where_that_one_is_blank(
    county: County,
) -> None:
    calls = next(d for d in county.files if d.key == ("ecc", "cad_calls") and d.outcome == plan.ACCEPTED)
    rows = calls.rows.copy()
    rows.loc[rows.index[:9], ["priority_initial", "priority_rank"]] = None
    place = calls.export.place("priority_initial")
    letters = {page.name: column_letter(page.first_column + place) for page in calls.pages()}
    blank = [
        problem
        for problem in expected_problems(replace(calls, rows=rows.head(60)))
        if problem.check_id == "table_field_often_blank"
        and str(problem.cells).startswith(letters[str(problem.sheet)])
    ]
    assert len(blank) == 1 and blank[0].file == calls.name
