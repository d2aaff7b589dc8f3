"""How records are told apart when some are drawn for reading: one rule, for the draw and for what was read.

The draw itself is ``warehouse/sql/ops/review_sample.sql``.
"""

from __future__ import annotations

from pipelines.metadata.review_frames import REVIEW_FRAMES


def stratum_sql(arrest: str, gone: str, dual: str) -> str:
    """The stratum of a record (code list ``review_stratum``) from three yes-or-no columns; null where the record does not say.

    A dual arrest is an arrest too, and an arrest can follow although the suspect had left: the rarer kind comes first.
    """
    return (
        f"CASE WHEN {dual} THEN 'dual' WHEN {arrest} THEN 'arrest' WHEN {gone} THEN 'gone_on_arrival'"
        f" WHEN NOT {arrest} THEN 'no_arrest' END"
    )


def frames_sql() -> str:
    """The records that case review draws from, each with its kind, its stratum and its place in the agency's file."""
    selects = []
    for frame in REVIEW_FRAMES:
        arrest, gone, dual = (
            (f"coalesce({name}, false)" for name in frame.strata) if frame.strata else ("",) * 3
        )
        stratum = stratum_sql(arrest, gone, dual) if frame.strata else "'all_records'"
        selects.append(
            f"SELECT agency_code, '{frame.record_kind}' AS record_kind, '{frame.agency_area}' AS agency_area,"
            f" {stratum} AS stratum, event_date, dv, submission_id, source_sheet, source_row FROM mart.{frame.fact}"
        )
    return "\n    UNION ALL BY NAME\n    ".join(selects)
