"""Editions in Dagster: quarterly partitions, the gate as a blocking check, and a schedule that only ever builds drafts."""

from __future__ import annotations

import datetime as dt

import dagster as dg
import pytest
from edition_site import change_warehouse, review
from rich.console import Console

from pipelines.assets.editions import (
    COMPLETE,
    DRAFT_KEY,
    GATE,
    RELEASED_KEY,
    partition_of,
    quarter_of,
    reasons_of,
)
from pipelines.assets.warehouse import warehouse
from pipelines.assets.watched import (
    FINDING_KEY,
    FINDINGS_ATTENDED,
    LATE_KEY,
    NOTHING_LATE,
    findings_result,
    late_result,
)
from pipelines.cli.edition import make_draft, make_release
from pipelines.cli.instance import open_instance
from pipelines.definitions import build_definitions
from pipelines.reports.editions.drafts import DRAFT, RELEASED, archive, place
from pipelines.reports.editions.manifest import read_manifest
from pipelines.settings import Quarter, Site
from pipelines.warehouse.snapshot import EDITION_READS
from pipelines.warehouse.watched import Watched, read_watched

Q1 = Quarter(2025, 1)


def draft_ref(site: Site) -> str:
    manifest = read_manifest(archive(site, Q1, DRAFT))
    assert manifest is not None
    return manifest.draft_ref


def run(site: Site, job: str) -> dg.ExecuteInProcessResult:
    definitions = build_definitions(str(site.root))
    with dg.DagsterInstance.ephemeral() as instance:
        return definitions.resolve_job_def(job).execute_in_process(
            instance=instance, partition_key=partition_of(Q1), raise_on_error=False
        )


def checks(result: dg.ExecuteInProcessResult) -> dict[str, tuple[bool, str]]:
    return {e.check_name: (e.passed, e.severity.value) for e in result.get_asset_check_evaluations()}


def test_a_draft_that_waits_for_its_review_is_a_run_that_succeeds_and_warns(edition_site: Site) -> None:
    result = run(edition_site, "draft_edition")
    assert result.success
    assert checks(result) == {
        COMPLETE: (True, "WARN"),
        FINDINGS_ATTENDED: (False, "WARN"),
        GATE: (False, "WARN"),
    }
    told = result.asset_materializations_for_node("reports__edition_draft")[0]
    assert told.partition == "2025-01-01" and told.metadata["late or missing"].value == 0
    assert not place(edition_site, Q1, RELEASED).exists()


def test_a_closed_gate_stops_the_release_and_leaves_the_draft(edition_site: Site) -> None:
    change_warehouse(
        edition_site,
        "UPDATE pub.measure_value SET num = num + 5 WHERE measure_id = 'M001' AND NOT suppressed",
    )
    before = draft_ref(edition_site)
    result = run(edition_site, "release_edition")
    assert not result.success
    assert checks(result) == {GATE: (False, "ERROR")}
    (asked,) = result.get_asset_check_evaluations()
    assert [r for r in reasons_of(asked) if "changed since draft" in r] and asked.metadata[
        "reasons"
    ].value == 2
    assert result.get_asset_materialization_events() == []
    assert draft_ref(edition_site) == before and not place(edition_site, Q1, RELEASED).exists()


def test_an_open_gate_lets_it_through(edition_site: Site) -> None:
    review(edition_site, draft_ref(edition_site))
    result = run(edition_site, "release_edition")
    assert result.success and checks(result) == {GATE: (True, "ERROR")}
    told = result.asset_materializations_for_node("reports__edition")[0].metadata
    assert told["approved by"].value == "blueprint_advocate"
    assert place(edition_site, Q1, RELEASED).exists()


def test_findings_that_wait_are_counted_by_agency_and_never_named(edition_site: Site) -> None:
    change_warehouse(edition_site, "DELETE FROM pub.finding_standing")
    assert read_watched(edition_site).unattended == {}
    rows = "('mpd', 'PAT-01', 'coordinator', 'new'), ('mpd', 'PAT-02', 'director', 'new'), ('ecc', 'ECC-01', 'coordinator', 'better')"
    change_warehouse(
        edition_site,
        "INSERT INTO pub.finding_standing (agency_code, subject, audience, standing, finding_trigger, subject_kind, suppressed)"
        f" SELECT *, 'conflict', 'policy', false FROM (VALUES {rows})",
    )
    watched = read_watched(edition_site)
    assert (watched.unattended, watched.findings) == ({"mpd": 1}, {"better": 1, "new": 1})
    warned = findings_result(watched, DRAFT_KEY)
    assert (warned.passed, warned.metadata["findings that wait"].value) == (False, 1)
    assert warned.metadata["where"].value == "- mpd: 1" and "PAT-01" not in str(warned.metadata)


def test_the_command_drafts_and_releases_in_runs_of_the_same_jobs(
    edition_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(edition_site.dagster_home))
    answer = make_draft(edition_site, Q1, Console(quiet=True))
    assert answer["status"] == "draft" and not answer["is_new"] and len(answer["missing_for_release"]) == 1
    refused = make_release(edition_site, Q1, Console(quiet=True))
    assert refused["status"] == "refused" and refused["missing_for_release"] == answer["missing_for_release"]
    review(edition_site, draft_ref(edition_site))
    released = make_release(edition_site, Q1, Console(quiet=True))
    assert released["status"] == "released" and released["released_on"] == "2025-04-20"
    again = make_release(edition_site, Q1, Console(quiet=True))
    assert again["status"] == "refused" and "stays as it is" in again["missing_for_release"][0]
    with open_instance(edition_site) as instance:
        assert [
            (r.job_name, r.status.value, r.tags["dagster/partition"]) for r in reversed(instance.get_runs())
        ] == [
            ("draft_edition", "SUCCESS", "2025-01-01"),
            ("release_edition", "FAILURE", "2025-01-01"),
            ("release_edition", "SUCCESS", "2025-01-01"),
            ("release_edition", "FAILURE", "2025-01-01"),
        ]
        assert instance.get_materialized_partitions(DRAFT_KEY) == {partition_of(Q1)}
        assert instance.get_materialized_partitions(RELEASED_KEY) == {partition_of(Q1)}


def test_the_warehouse_warns_of_what_is_late(edition_site: Site) -> None:
    watched = Watched({"mpd, rms_incidents": 2}, {"new": 3, "closed_not_shown": 1}, {"mpd": 3})
    late, findings = late_result(watched), findings_result(watched)
    assert (late.asset_key, late.passed, late.severity) == (LATE_KEY, False, dg.AssetCheckSeverity.WARN)
    assert late.metadata["months late or to be fixed"].value == 2
    assert findings.metadata["findings closed not shown"].value == 1
    change_warehouse(
        edition_site,
        "UPDATE ops.submission_status SET status = 'late' WHERE agency_code = 'ecc' AND month = DATE '2025-02-01'",
    )
    assert read_watched(edition_site).late == {"ecc, cad_calls": 1}
    specs = {(c.asset_key, c.name) for c in warehouse.check_specs}
    assert specs == {(LATE_KEY, NOTHING_LATE), (FINDING_KEY, FINDINGS_ATTENDED)}


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
