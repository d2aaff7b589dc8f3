"""Tables that say over what the numbers speak, made from declarations, settings and manifests alone.

The site, its agencies, datasets, codes, measures, practice elements and submissions. What is counted from
records stands in the ``.sql`` files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from pipelines.checks import Check
from pipelines.metadata import DATASETS, MEASURES, TABLES
from pipelines.metadata.classes import Measure, ValueKind
from pipelines.metadata.elements import asked_areas
from pipelines.metadata.finding_rules import FINDING_RULES
from pipelines.statistics.labels import part_labels
from pipelines.submissions.store import rows_that_stand
from pipelines.warehouse.accepted import accepted_rows
from pipelines.warehouse.inputs import BuildInputs, Submission, as_date, site_months
from pipelines.warehouse.scaffold import Rows
from pipelines.warehouse.tables import TABLE_DEPS


def reference_rows(inputs: BuildInputs, submissions: list[Submission]) -> dict[str, Rows]:
    """The rows of every reference table, by its full name."""
    return {
        "ops.site": [_site(inputs, submissions)],
        "ops.agency": _agencies(inputs),
        "ops.asked_area": _asked_areas(inputs),
        "ops.dataset": [
            {"dataset": d.name, "dataset_title": d.title, "grain": d.grain} for d in DATASETS.values()
        ],
        "ops.code_list": list(_codes(inputs)),
        "ops.check": [_check(check) for check in inputs.catalogue.values()],
        "ops.population_group": [
            {"code_list": name, "code": code, "share": share}
            for name, shares in inputs.settings.population_groups.items()
            for code, share in shares.items()
        ],
        "ops.measure_definition": [_definition(measure) for measure in MEASURES.values()],
        "ops.finding_rule": list(_finding_rules(inputs)),
        "ops.submission": [_submission(s) for s in submissions],
        "ops.retention": [_removal(entry) for entry in inputs.removals],
        "ops.row_deletion": _deletions(inputs),
        "core.practice_element": _elements(inputs),
        **accepted_rows(inputs, submissions),
    }


def _site(inputs: BuildInputs, submissions: list[Submission]) -> dict[str, Any]:
    settings = inputs.settings
    window = site_months(settings, submissions, inputs.as_of)
    return {
        "site_name": settings.name,
        "county_name": settings.county,
        "population": settings.population,
        "as_of_date": inputs.as_of,
        "data_from_month": window[0] if window else None,
        "data_to_month": window[-1] if window else None,
        "dv_scope_note": settings.dv_scope_note,
        "risk_questions_asked": settings.risk_questions_asked,
        "is_sample": settings.is_sample,
        **settings.bands.model_dump(),
        "baseline_kind": (settings.baseline_period or (None, None))[0],
        "baseline_start_date": (settings.baseline_period or (None, None))[1],
    }


def _finding_rules(inputs: BuildInputs) -> Iterator[dict[str, Any]]:
    """The rules of findings, with the limits of the site."""
    bands = inputs.settings.bands
    for rule in FINDING_RULES:
        yield {
            "finding_trigger": rule.trigger,
            "subject_kind": rule.subject_kind,
            "quarters": rule.quarters,
            "limit_name": rule.limit,
            "limit_share": getattr(bands, rule.limit) if rule.limit else None,
            "needs_apart": rule.needs_apart,
            "words": rule.words,
        }


def _removal(entry: Mapping[str, Any]) -> dict[str, Any]:
    """A row of ``ops.retention`` from an entry of the log."""
    days = {name: as_date(entry[name]) for name in ("done_on_date", "delete_by_date")}
    return {
        name: entry[name] for name in ("submission_id", "agency_code", "action", "reason", "file_sha256")
    } | days


def _deletions(inputs: BuildInputs) -> Rows:
    """The rows of ``ops.row_deletion`` from the entries of the log."""
    counted: Counter[tuple[Any, ...]] = Counter()
    for entry in inputs.deletions:
        of = (entry.submission_id, entry.agency_code, entry.dataset, entry.is_tally)
        clock = (entry.clock_months, as_date(entry.first_kept), as_date(entry.done_on))
        counted.update({(*of, False, as_date(month), *clock): rows for month, rows in entry.months.items()})
        counted.update({(*of, True, None, *clock): entry.texts} if entry.texts else {})
    names = [field.name for field in TABLES["ops.row_deletion"].fields if field.name != "rows_count"]
    return [dict(zip(names, of, strict=True), rows_count=rows) for of, rows in counted.items()]


def _agencies(inputs: BuildInputs) -> Rows:
    return [
        {
            "agency_code": agency.code,
            "agency_name": agency.name,
            "agency_area": agency.area,
            "ori": agency.ori,
            "jurisdiction": agency.jurisdiction,
            "population_served": agency.population_served,
            "population_year": agency.population_year,
            "time_zone": agency.time_zone or inputs.settings.time_zone,
            "dv_definition": agency.dv_definition,
            "active_from_date": agency.active_from,
            "active_to_date": agency.active_to,
        }
        for agency in inputs.settings.agencies
    ]


def _asked_areas(inputs: BuildInputs) -> Rows:
    agencies = inputs.settings.agencies
    areas = {agency.area for agency in agencies}
    return [
        {"agency_code": agency.code, "agency_area": area}
        for agency in agencies
        for area in asked_areas(agency.area, areas)
    ]


def _codes(inputs: BuildInputs) -> Iterable[dict[str, Any]]:
    """Every code in words, and the words of the breakdowns that are no code lists."""
    for code_list in inputs.code_lists.values():
        for position, code in enumerate(code_list.codes, start=1):
            yield {
                "code_list": code_list.name,
                "code": code.code,
                "label": code.label,
                "position": position,
            }
    for breakdown, labels in part_labels().items():
        if breakdown in inputs.code_lists:
            continue
        for position, (category, label) in enumerate(labels.items(), start=1):
            yield {"code_list": breakdown, "code": category, "label": label, "position": position}


def _check(check: Check) -> dict[str, Any]:
    return {
        "check_id": check.check_id,
        "title": check.title,
        "stage": str(check.stage),
        "severity": str(check.severity),
        "guidance": check.guidance,
    }


@cache
def registers_behind(fact: str) -> tuple[str, ...]:
    """The coordinator's datasets that a fact is counted from, by the SQL of its table."""
    feeds = {table: d.name for d in DATASETS.values() if d.is_coordinator for table in d.feeds}
    found, asked = set(), [f"mart.{fact}"]
    seen = set(asked)
    while asked:
        table = asked.pop()
        if table in feeds:
            found.add(feeds[table])
            continue
        more = [name for name in TABLE_DEPS.get(table, ()) if name not in seen]
        seen.update(more)
        asked += more
    return tuple(sorted(found))


def registers_of_measures() -> set[str]:
    """The coordinator's datasets that feed a measure."""
    return {name for measure in MEASURES.values() for name in registers_behind(measure.fact)}


def _definition(measure: Measure) -> dict[str, Any]:
    breakdown = None
    if measure.value_kind is ValueKind.MIX:
        breakdown = measure.mix_list or measure.parts[0].breakdown
    return {
        "measure_id": measure.measure_id,
        "name": measure.name,
        "agency_area": measure.agency_area,
        "dataset": measure.dataset,
        "registers": "; ".join(registers_behind(measure.fact)) or None,
        "unit_of_count": measure.unit_of_count,
        "numerator": measure.numerator,
        "denominator": measure.denominator,
        "direction": measure.direction.value,
        "source_ref": measure.source_ref,
        "caution": measure.caution,
        "breakdown": breakdown,
        "value_kind": measure.value_kind.value,
        "definition_version": measure.version,
    }


_TALLY = ("in_file", "used", "blank", "held", "left_out")


def _submission(submission: Submission) -> dict[str, Any]:
    manifest = submission.entry.manifest
    rows, cells = rows_that_stand(manifest), manifest.get("cells") or {}
    plain = ("file_name", "period_label", "coverage_note", "file_sha256", "layout_name", "control_total")
    return {
        "submission_id": submission.submission_id,
        "agency_code": submission.agency_code,
        "dataset": submission.dataset,
        "period_start": submission.period_start,
        "period_end": submission.period_end,
        "version": submission.version,
        "received_ts": submission.received_ts,
        "status": submission.status,
        **{name: manifest.get(name) for name in plain},
        **{f"rows_{name}": rows.get(name) for name in _TALLY},
        **{f"cells_{name}": cells.get(name) for name in _TALLY},
        "zero_report": bool(manifest.get("zero_report")),
        "problems_count": manifest.get("problems_count"),
        "submitter_role": manifest.get("submitter_role"),
    }


def _elements(inputs: BuildInputs) -> Rows:
    return [
        {
            "element_id": version.element.element_id,
            "agency_area": version.element.agency_area,
            "element_no": version.number,
            "title": version.element.title,
            "requirement_text": version.element.requirement,
            "record_measure": version.element.record_measure or None,
            "met_when": version.element.met_when,
            "measure_ids": "; ".join(version.element.measure_ids),
            "source_ref": version.element.source,
            "active_from_date": version.active_from,
            "active_to_date": version.active_to,
            "version": version.version,
            "is_local": version.is_local,
            "is_reworded": version.is_reworded,
            "change_reason": version.reason,
            "wording_source": version.wording_source,
            "retired_reason": version.retired_reason,
        }
        for version in inputs.element_versions
    ]
