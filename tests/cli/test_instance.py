"""The Dagster instance of a site: what it must never do, whoever opens it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import dagster as dg
import pytest
import sqlalchemy as sa
import yaml
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._core.storage.noop_compute_log_manager import NoOpComputeLogManager

from pipelines.cli.instance import forget_old_runs, open_instance, prepare_home
from pipelines.event_log import EventLog, Runs, together
from pipelines.settings import Site


@dg.op
def rest():
    """Do nothing."""


@dg.job
def resting():
    rest()


@pytest.fixture
def site(tmp_path, monkeypatch):
    for name in ("DAGSTER_HOME", "DAGSTER_DISABLE_TELEMETRY"):
        monkeypatch.setenv(name, "")  # what preparing sets is taken back after the test
    return Site(tmp_path)


def test_nothing_is_sent_and_nothing_printed_is_kept(site):
    with open_instance(site) as instance:
        assert instance.telemetry_enabled is False
        assert instance.nux_enabled is False
        assert isinstance(instance.compute_log_manager, NoOpComputeLogManager)


def test_settings_that_somebody_changed_are_put_back(site):
    home = prepare_home(site)
    (home / "dagster.yaml").write_text("telemetry:\n  enabled: true\n", encoding="utf-8")
    prepare_home(site)
    assert yaml.safe_load((home / "dagster.yaml").read_text(encoding="utf-8"))["telemetry"] == {
        "enabled": False
    }


def test_the_list_of_runs_is_opened_once(site):
    opened = []
    with open_instance(site) as instance:
        assert isinstance(instance.run_storage, Runs)
        sa.event.listen(instance.run_storage.engine, "connect", lambda *_: opened.append(1))
        for _ in range(3):
            assert resting.execute_in_process(instance=instance).success
        pool = instance.run_storage.engine.pool
        assert len(opened) <= 1 and pool.checkedin() == 1
    assert instance.run_storage.engine.pool.checkedin() == 0


def test_many_runs_are_kept_with_few_files_open(site):
    with open_instance(site) as instance:
        runs = [resting.execute_in_process(instance=instance).run_id for _ in range(10)]
        log = instance.event_log_storage
        assert isinstance(log, EventLog)
        assert len(log._open) <= 9
    with open_instance(site) as instance:  # what was written is there for whoever comes after
        for run_id in runs:
            assert instance.get_run_by_id(run_id).is_success
            events = [record.dagster_event_type for record in instance.all_logs(run_id)]
            assert events[-1] is dg.DagsterEventType.RUN_SUCCESS


@dg.multi_asset(specs=[dg.AssetSpec(name) for name in ("one", "two", "three")])
def told_together(context: dg.AssetExecutionContext):
    with together(context.instance):
        for name in ("one", "two", "three"):
            yield dg.MaterializeResult(asset_key=name)
            if context.run_tags.get("stop") == name:
                raise RuntimeError("stopped")


@pytest.mark.parametrize(("stop", "kept"), [("", ["one", "two", "three"]), ("two", [])])
def test_results_that_are_told_together_are_all_there_or_none(site, stop, kept):
    with open_instance(site) as instance:
        done = dg.materialize([told_together], instance=instance, tags={"stop": stop}, raise_on_error=False)
    with open_instance(site) as instance:
        assert [
            name
            for name in ("one", "two", "three")
            if instance.get_latest_materialization_event(dg.AssetKey(name))
        ] == kept
        planned = instance.get_records_for_run(
            done.run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION_PLANNED
        )
        assert len(planned.records) == 3
        assert instance.get_run_by_id(done.run_id).is_success is not bool(stop)


def test_what_was_made_last_is_looked_up_once_and_again_when_it_was_made_anew(site):
    with open_instance(site) as instance:
        log, asked = instance.event_log_storage, []
        sa.event.listen(
            log._engine("index"), "before_cursor_execute", lambda *told: asked.append(told[2]), named=False
        )

        def last() -> int:
            return instance.fetch_materializations(dg.AssetKey("one"), limit=1).records[0].storage_id

        instance.report_runless_asset_event(dg.AssetMaterialization("one"))
        with together(instance):
            first, looked_up = last(), len(asked)
            assert last() == first
            assert len(asked) == looked_up > 0
            instance.report_runless_asset_event(dg.AssetMaterialization("one"))
            assert last() == (second := first + 1)
        instance.report_runless_asset_event(dg.AssetMaterialization("one"))
        assert last() > second


def tables(path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        made = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
        return {
            *made,
            ("version", str(connection.execute("SELECT version_num FROM alembic_version").fetchall())),
        }


def test_the_file_of_a_run_is_the_one_that_dagster_makes(site, tmp_path):
    prepare_home(site)
    own = SqliteEventLogStorage(str(tmp_path / "own"))
    with own.run_connection("run"):
        pass
    log = EventLog(str(tmp_path / "ours"))
    for run in ("first", "second"):
        with log.run_connection(run):
            pass
        assert tables(log.path_for_shard(run)) == tables(own.path_for_shard("run"))
    assert sorted(log.get_all_run_ids()) == ["first", "second"]


@pytest.mark.parametrize("seen", [pytest.param(True, id="before"), pytest.param(False, id="just now")])
def test_a_file_that_another_process_made_is_kept(seen, site, tmp_path, monkeypatch):
    log = EventLog(str(tmp_path))
    path = Path(log.path_for_shard("run"))
    with log.run_connection("run") as connection:
        connection.execute(sa.text("CREATE TABLE told (word TEXT)"))
    before = path.read_bytes()
    monkeypatch.setattr(Path, "exists", lambda _: seen)
    assert log._copied_blank(path) is False
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.glob("run*.*") if p.suffix not in (".db", ".db-wal", ".db-shm")] == []


def test_runs_past_their_clock_are_forgotten_and_others_stay(site):
    with open_instance(site) as instance:
        ran = [resting.execute_in_process(instance=instance).run_id for _ in range(3)]
        made = sorted(instance.get_run_record_by_id(run_id).create_timestamp for run_id in ran)
        assert forget_old_runs(instance, made[0]) == 0
        assert forget_old_runs(instance, made[2]) == 2
        assert [run.run_id for run in instance.get_runs()] == ran[2:]
        assert [instance.all_logs(run_id) == [] for run_id in ran] == [True, True, False]
