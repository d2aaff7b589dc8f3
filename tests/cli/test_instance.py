"""The Dagster instance of a site: what it must never do, whoever opens it."""

import dagster as dg
import pytest
import yaml
from dagster._core.storage.noop_compute_log_manager import NoOpComputeLogManager

from pipelines.cli.instance import open_instance, prepare_home
from pipelines.event_log import EventLog
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
