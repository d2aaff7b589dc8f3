"""From which records case review draws: what kind of record each fact of the warehouse is, and which practices it can show.

How records are told apart stands in ``policy/strata.py``, how many are drawn in the site's settings.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ReviewFrame:
    """The domestic violence records of one fact (one row per record), by their kind and the area whose practices they show.

    ``strata`` names the columns that tell an arrest, a suspect gone on arrival and a dual arrest; blank where a record has none.
    """

    record_kind: str
    fact: str
    agency_area: str
    strata: tuple[str, str, str] | None = None


REVIEW_FRAMES = (
    ReviewFrame("cad_record", "fact_call", "ecc"),
    ReviewFrame(
        "patrol_report", "fact_incident", "patrol", ("has_arrest", "suspect_gone_on_arrival", "dual_arrest")
    ),
    ReviewFrame("followup_report", "fact_investigation", "investigation"),
    ReviewFrame("jail_file", "fact_booking", "sheriff_jail"),
    ReviewFrame("charging_file", "fact_decision", "prosecution"),
    ReviewFrame("court_file", "fact_filing", "court"),
    ReviewFrame("probation_file", "fact_probation_start", "probation"),
)
"""Every kind of record that is drawn. Tallies of other kinds (recordings, reports before sentence) are filled in as well."""
