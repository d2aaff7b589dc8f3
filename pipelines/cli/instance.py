"""The Dagster instance of a site: the same for the command line, the web page and the daemon."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import dagster as dg

from pipelines.assets.pools import POOL
from pipelines.cli.endings import Failed
from pipelines.settings import Site

STARTED_BY = "samepage/started_by"
COMMAND_LINE = "command line"
_SEE_THE_PAGE = "A run failed; its page in `samepage up` says where."
_DAGSTER_YAML = """\
# Written by Samepage. Nothing leaves this machine, and one run at a time writes the warehouse.
telemetry:
  enabled: false
nux:
  enabled: false
storage:
  custom:
    module: pipelines.event_log
    class: RunHistory
    config:
      base_dir:
        env: DAGSTER_HOME
concurrency:
  pools:
    default_limit: 1
  runs:
    max_concurrent_runs: 2
# What a step prints is not kept: nothing prints, and catching it would start four processes for each file.
compute_logs:
  module: dagster._core.storage.noop_compute_log_manager
  class: NoOpComputeLogManager
# A run that died keeps no place in the pool.
run_monitoring:
  enabled: true
  free_slots_after_run_end_seconds: 30
"""


def prepare_home(site: Site) -> Path:
    """Make the instance's folder with its settings, and point Dagster to it."""
    home = site.dagster_home
    home.mkdir(parents=True, exist_ok=True)
    settings = home / "dagster.yaml"
    if not settings.exists() or settings.read_text(encoding="utf-8") != _DAGSTER_YAML:
        settings.write_text(_DAGSTER_YAML, encoding="utf-8")
    os.environ["DAGSTER_HOME"] = str(home)
    os.environ["DAGSTER_DISABLE_TELEMETRY"] = "1"
    # What a run is going to make is written at once.
    os.environ.setdefault("DAGSTER_EVENT_BATCH_SIZE", "1000")
    return home


@contextmanager
def open_instance(site: Site) -> Iterator[dg.DagsterInstance]:
    """The instance, with runs that a killed command left open marked as what they are."""
    prepare_home(site)
    warnings.filterwarnings("ignore", module="dagster")
    logging.getLogger("dagster").setLevel(logging.ERROR)
    with dg.DagsterInstance.get() as instance:
        _close_abandoned(instance)
        yield instance


def _close_abandoned(instance: dg.DagsterInstance) -> None:
    """The caller holds the site's lock, so an open run of the command line is one that was killed."""
    unfinished = dg.RunsFilter(
        statuses=[dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.NOT_STARTED],
        tags={STARTED_BY: COMMAND_LINE},
    )
    for run in instance.get_runs(unfinished):
        instance.report_run_failed(run, "This run was stopped from outside. A later run does its work.")
    _free_slots(instance)


def forget_old_runs(instance: dg.DagsterInstance, before: datetime) -> int:
    """Delete the records of runs that were made before a moment, and say how many: what they made stays."""
    old = instance.get_run_records(dg.RunsFilter(created_before=before))
    for record in old:
        instance.delete_run(record.dagster_run.run_id)
    return len(old)


def _free_slots(instance: dg.DagsterInstance) -> None:
    """Hand back the places in the warehouse's pool that ended runs still hold; a killed run never does so itself."""
    storage = instance.event_log_storage
    held = storage.get_concurrency_info(POOL)
    for run_id in {*held.active_run_ids, *held.pending_run_ids}:
        run = instance.get_run_by_id(run_id)
        if run is None or run.is_finished:
            storage.free_concurrency_slots_for_run(run_id)


@lru_cache(maxsize=1)
def _definitions(root: str) -> dg.Definitions:
    from pipelines.definitions import build_definitions

    return build_definitions(root)


def run_job(
    instance: dg.DagsterInstance,
    name: str,
    site: Site,
    partition_key: str | None = None,
    raise_on_failure: bool = True,
) -> dg.ExecuteInProcessResult:
    """Run a job in this process on the instance; without ``raise_on_failure`` the result says what failed.

    Raises:
        Failed: an asset failed.
    """
    job = _definitions(str(site.root)).resolve_job_def(name)
    try:
        return job.execute_in_process(
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            instance=instance,
            partition_key=partition_key,
            tags={STARTED_BY: COMMAND_LINE},
            raise_on_error=raise_on_failure,
        )
    except dg.Failure as failure:
        raise Failed(failure.description or _SEE_THE_PAGE) from None


def failure_of(result: dg.ExecuteInProcessResult) -> str:
    """What a run that failed said of it."""
    for event in result.all_events:
        if event.is_step_failure and event.step_failure_data.user_failure_data is not None:
            return event.step_failure_data.user_failure_data.description or _SEE_THE_PAGE
    return _SEE_THE_PAGE
