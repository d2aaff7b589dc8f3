"""Editions in Dagster: quarterly partitions, the gate as a blocking check, and a schedule that only ever builds drafts."""

from __future__ import annotations

import datetime as dt

import dagster as dg
import pytest
from edition_site import review
from rich.console import Console

from pipelines.assets.editions import COMPLETE, DRAFT_KEY, GATE, RELEASED_KEY, partition_of, quarter_of
from pipelines.cli.edition import make_draft
from pipelines.cli.instance import open_instance
from pipelines.definitions import build_definitions
from pipelines.reports.editions.drafts import DRAFT, RELEASED, archive, place
from pipelines.reports.editions.manifest import read_manifest
from pipelines.settings import Quarter, Site
from pipelines.warehouse.snapshot import EDITION_READS

Q1 = Quarter(2025, 1)


def run(site: Site, job: str) -> dg.ExecuteInProcessResult:
    definitions = build_definitions(str(site.root))
    with dg.DagsterInstance.ephemeral() as instance:
        return definitions.resolve_job_def(job).execute_in_process(
            instance=instance, partition_key=partition_of(Q1), raise_on_error=False
        )


def checks(result: dg.ExecuteInProcessResult) -> dict[str, bool]:
    return {found.check_name: found.passed for found in result.get_asset_check_evaluations()}


def test_a_closed_gate_stops_the_release_and_leaves_the_draft(edition_site: Site) -> None:
    result = run(edition_site, "release_edition")
    assert not result.success
    assert checks(result) == {COMPLETE: True, GATE: False}
    assert result.asset_materializations_for_node("reports__edition_draft")
    assert not place(edition_site, Q1, RELEASED).exists()


def test_an_open_gate_lets_it_through(edition_site: Site) -> None:
    manifest = read_manifest(archive(edition_site, Q1, DRAFT))
    assert manifest is not None
    review(edition_site, manifest.draft_ref)
    result = run(edition_site, "release_edition")
    assert result.success and checks(result) == {COMPLETE: True, GATE: True}
    told = result.asset_materializations_for_node("reports__edition")[0].metadata
    assert told["approved by"].value == "blueprint_advocate"
    assert place(edition_site, Q1, RELEASED).exists()


def test_the_web_page_sees_what_the_command_built(
    edition_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(edition_site.dagster_home))
    answer = make_draft(edition_site, Q1, Console(quiet=True))
    assert answer["status"] == "draft" and not answer["is_new"] and len(answer["missing_for_release"]) == 1
    with open_instance(edition_site) as instance:
        assert instance.get_materialized_partitions(DRAFT_KEY) == {partition_of(Q1)}


def test_the_quarterly_schedule_asks_for_a_draft_and_never_releases() -> None:
    definitions = build_definitions()
    schedule = definitions.resolve_schedule_def("quarterly_edition")
    assert schedule.job_name == "draft_edition"
    moment, repository = dt.datetime(2026, 4, 20, 7), definitions.get_repository_def()
    with dg.build_schedule_context(scheduled_execution_time=moment, repository_def=repository) as context:
        asked = schedule.evaluate_tick(context).run_requests
    assert asked is not None and [request.partition_key for request in asked] == ["2026-01-01"]
    releasing = {
        job.name
        for job in definitions.resolve_all_job_defs()
        if RELEASED_KEY in job.asset_layer.executable_asset_keys and not job.name.startswith("__")
    }
    assert releasing == {"release_edition"}
    assert all(s.job_name not in releasing for s in definitions.schedules or ())


def test_the_draft_stands_behind_everything_that_it_reads() -> None:
    graph = build_definitions().resolve_asset_graph()
    parents = graph.get(DRAFT_KEY).parent_keys
    assert parents == {dg.AssetKey(name.split(".")) for name in EDITION_READS}


@pytest.mark.parametrize("quarter", [Quarter(2025, 4), Quarter(2026, 1)])
def test_a_partition_is_its_quarter(quarter: Quarter) -> None:
    assert quarter_of(partition_of(quarter)) == quarter
