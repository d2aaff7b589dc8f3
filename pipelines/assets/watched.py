"""Checks that warn where something waits for a person: a file that is late, a finding that nobody works on.

They never stop a run: to be late or to have a finding is no fault of the pipelines.
"""

from collections.abc import Mapping

import dagster as dg

from pipelines.assets.specs import table_key
from pipelines.warehouse.watched import Watched

LATE_KEY, FINDING_KEY = table_key("ops.submission_status"), table_key("pub.finding_standing")
NOTHING_LATE, FINDINGS_ATTENDED = "no_file_is_late", "every_finding_is_attended_to"


def findings_check_spec(asset: dg.AssetKey) -> dg.AssetCheckSpec:
    """The check of findings, on ``asset``."""
    return dg.AssetCheckSpec(
        FINDINGS_ATTENDED,
        asset=asset,
        description="Every finding that a rule raised has an owner, and none is past the day of its action or second measurement.",
    )


CHECKS = (
    dg.AssetCheckSpec(
        NOTHING_LATE, asset=LATE_KEY, description="Every file that was due is in and could be used."
    ),
    findings_check_spec(FINDING_KEY),
)


def late_result(watched: Watched) -> dg.AssetCheckResult:
    """Whether a file is late, with the months of each agency and dataset."""
    return _warning(NOTHING_LATE, LATE_KEY, "months late or to be fixed", watched.late)


def findings_result(watched: Watched, asset: dg.AssetKey = FINDING_KEY) -> dg.AssetCheckResult:
    """Whether a finding waits for a person, with how many stand where; what they say stands in workbooks."""
    standings = {f"findings {name.replace('_', ' ')}": count for name, count in watched.findings.items()}
    return _warning(FINDINGS_ATTENDED, asset, "findings that wait", watched.unattended, standings)


def _warning(
    name: str,
    asset: dg.AssetKey,
    words: str,
    counts: Mapping[str, int],
    more: Mapping[str, int] | None = None,
) -> dg.AssetCheckResult:
    listed = "\n".join(f"- {place}: {count}" for place, count in counts.items()) or "none"
    return dg.AssetCheckResult(
        check_name=name,
        asset_key=asset,
        passed=not counts,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={words: sum(counts.values()), "where": dg.MetadataValue.md(listed), **(more or {})},
    )
