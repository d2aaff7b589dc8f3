"""One row per thing: calls, incidents, arrests, cases and so on, with what is derived from their rows.

Facts, dated and scoped for counting, are made from these in ``police.py``, ``cases.py`` and ``work.py``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.metadata.code_lists import CODE_LISTS
from pipelines.sample.truth.links import Linked, all_links, known_records
from pipelines.sample.truth.people import described, people_of
from pipelines.sample.truth.records import Records, among, found, known, latest, yes
from pipelines.sample.truth.site import TruthSite

_SEVERITY = {"felony": 4, "gross_misdemeanor": 3, "misdemeanor": 2, "infraction": 1}
_RESTRICTIVE = ["other", "financial_obligations", "supervision", "incarceration", "life", "death"]


def codes(list_name: str, group: str) -> tuple[str, ...]:
    """The codes of one group of a code list."""
    return tuple(code.code for code in CODE_LISTS[list_name].codes if code.group == group)


@dataclass(frozen=True)
class Core:
    """Frames with one row per thing. ``ipv_reports`` and ``ipv_cases`` are keys between intimate partners."""

    calls: pd.DataFrame
    incidents: pd.DataFrame
    people: pd.DataFrame
    described: pd.DataFrame
    investigations: pd.DataFrame
    arrests: pd.DataFrame
    warrants: pd.DataFrame
    bookings: pd.DataFrame
    pretrial: pd.DataFrame
    referrals: pd.DataFrame
    court_cases: pd.DataFrame
    charges: pd.DataFrame
    sentences: pd.DataFrame
    petitions: pd.DataFrame
    supervised: pd.DataFrame
    violations: pd.DataFrame
    ipv_reports: pd.Index
    ipv_cases: pd.Index
    links: tuple[Linked, ...]


def make_core(records: Records, site: TruthSite) -> Core:
    """All frames from the received rows."""
    calls = _calls(records)
    known_now = known_records(records, calls)
    links = {link.name: link for link in all_links(known_now)}
    incidents, people = _incidents(records, site, calls)
    ipv_reports = pd.Index(incidents.loc[incidents["scope"] == "ipv", "incident_key"])
    referrals = known_now.referrals.assign(
        incident_key=links["referral_to_incident"].filled(known_now.referrals["incident_key"]),
        court_case_key=links["referral_to_court_case"].filled(known_now.referrals["court_case_key"]),
    )
    referrals["dv_related"] = _any_true(records.rows("prosecution"), referrals, "pros_case_key", "dv_related")
    ipv_cases = pd.Index(
        referrals.loc[found(referrals["incident_key"], ipv_reports), "court_case_key"].dropna()
    )
    charges = _charges(records)
    arrests = known_now.arrests.assign(
        incident_key=links["arrest_to_incident"].filled(known_now.arrests["incident_key"]),
        booking_key=links["arrest_to_booking"].filled(known_now.arrests["booking_key"]),
    )
    arrests["dv_charge"] = _any_true(records.rows("rms_arrests"), arrests, "arrest_key", "dv_charge")
    bookings = known_now.bookings.assign(
        incident_key=links["booking_to_incident"].filled(known_now.bookings["incident_key"])
    )
    bookings["dv_charge"] = _any_true(records.rows("jms_bookings"), bookings, "booking_key", "dv_charge")
    return Core(
        calls,
        incidents,
        people,
        described(people),
        records.latest("inv_cases", "incident_key"),
        arrests,
        records.latest("warrants", "warrant_key"),
        bookings,
        records.latest("pretrial", "pretrial_key"),
        referrals,
        _court_cases(records, charges),
        charges,
        _sentences(records),
        records.latest("protection_orders", "po_key"),
        records.latest("probation_cases", "probation_key"),
        records.latest("probation_violations", "violation_key"),
        ipv_reports,
        ipv_cases,
        tuple(links.values()),
    )


def _any_true(rows: pd.DataFrame, things: pd.DataFrame, key: str, field: str) -> np.ndarray:
    """Whether any row of each thing says yes."""
    said = rows.loc[yes(rows[field]), ["agency", key]]
    return pd.MultiIndex.from_frame(things[["agency", key]]).isin(pd.MultiIndex.from_frame(said))


def _calls(records: Records) -> pd.DataFrame:
    """Calls that count: no duplicates, tests or voids."""
    calls = records.latest("cad_calls", "call_key")
    out = yes(calls["is_duplicate"]) | yes(calls["is_test_or_void"])
    out = out | among(calls["disposition"], "duplicate", "void_test")
    calls = calls[~out].reset_index(drop=True)
    dv = codes("call_type", "dv")
    return calls.assign(
        dv_initial=among(calls["call_type_initial"], *dv), dv_final=among(calls["call_type_final"], *dv)
    )


def _incidents(records: Records, site: TruthSite, calls: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Incidents with dv, scope and has_suspect; people with their roles.

    Supplements come first in the order, so that anything a report says outranks them.
    """
    rows = records.rows("rms_incidents")
    added = yes(rows["is_supplement"])
    rows = pd.concat([rows[added], rows[~added]], ignore_index=True)
    incidents = latest(rows, "agency", "incident_key")
    key = pd.MultiIndex.from_frame(incidents[["agency", "incident_key"]])

    def any_row(mask: np.ndarray) -> np.ndarray:
        return np.asarray(key.isin(pd.MultiIndex.from_frame(rows.loc[mask, ["agency", "incident_key"]])))

    ipv = any_row(among(rows["relationship_to_suspect"], *codes("nibrs_relationship", "ipv")))
    family = any_row(among(rows["relationship_to_suspect"], *codes("nibrs_relationship", "family")))
    statute = any_row(among(rows["statute_text"], *site.dv_statutes))
    dv_calls = calls[calls["dv_final"]]
    called = found(incidents["call_key"], dv_calls["call_key"]) | found(
        incidents["incident_key"], dv_calls["report_key"]
    )
    written = incidents["report_written"].isna() | yes(incidents["report_written"])
    incidents = incidents.assign(
        scope=np.select([ipv, family], ["ipv", "fv_non_ipv"], "unknown"),
        dv=yes(incidents["dv_flag_agency"]) | ipv | family | statute | called,
        has_suspect=any_row(known(rows["suspect_seq"])),
        written=np.asarray(written, dtype=bool),
    )
    return incidents, people_of(rows)


def _charges(records: Records) -> pd.DataFrame:
    """Charges of court cases with closed and convicted; a warrant or an unknown outcome leaves a charge open."""
    charges = records.latest("court_cases", "court_case_key", "charge_seq")
    outcome = charges["disposition"]
    closed = known(outcome) & ~among(outcome, "pending_warrant", "unknown")
    return charges.assign(
        closed=closed,
        convicted=among(outcome, *codes("disposition", "conviction")),
        dv=yes(charges["dv_related"]),
        outcome=outcome.where(closed, None),
    )


def _court_cases(records: Records, charges: pd.DataFrame) -> pd.DataFrame:
    """Court cases rolled up from their charges; disposed of when every charge is."""
    cases = records.latest("court_cases", "court_case_key")
    by_case = charges.assign(
        convicted_dv=charges["convicted"] & charges["dv"],
        severity=charges["level"].map(_SEVERITY).fillna(0),
        convicted_severity=charges["level"].map(_SEVERITY).where(charges["convicted"]),
        number=pd.to_numeric(charges["charge_seq"], errors="coerce"),
    )
    key = ["agency", "court_case_key"]
    groups = by_case.groupby(key)
    rolled = groups.agg(
        closed=("closed", "all"),
        convicted=("convicted", "any"),
        convicted_dv=("convicted_dv", "any"),
        dv=("dv", "any"),
        severity=("severity", "max"),
        last_date=("disposition_date", "max"),
        convicted_severity=("convicted_severity", "max"),
    )
    rolled["outcome"] = _case_outcome(by_case, rolled.index)
    rolled["ended"] = rolled["last_date"].where(rolled["closed"])
    dismissed = by_case[by_case["outcome"] == "dismissal"].sort_values("number", kind="stable")
    rolled["reason"] = dismissed.drop_duplicates(key).set_index(key)["disposition_reason"]
    own = [
        "filed_date",
        "continuances",
        "firearm_order",
        "firearm_compliance",
        "dismissed_by",
        "nco_issued_date",
    ]
    kept = cases[[*key, *own, "interpreter_needed", "interpreter_provided"]]
    return kept.merge(rolled.reset_index(), on=key, how="left")


def _case_outcome(charges: pd.DataFrame, cases: pd.Index) -> pd.Series:
    """The outcome of a case: the first of this list that any of its charges has."""
    ladder = (
        "conviction_trial",
        "conviction_plea",
        "diverted_or_deferred",
        "acquittal",
        "dismissal",
        "declined",
        "transfer",
        "other",
    )
    step = charges["outcome"].map({code: place for place, code in enumerate(ladder)})
    best = step.groupby([charges["agency"], charges["court_case_key"]]).min().reindex(cases)
    return best.map(dict(enumerate(ladder)))


def _sentences(records: Records) -> pd.DataFrame:
    """One row per case and phase; of several sentenced charges the most restrictive, the longest, any condition."""
    rows = records.rows("sentences")
    rows["phase"] = rows["phase"].fillna("original")
    rows["rank"] = rows["sentence_type"].map({code: place for place, code in enumerate(_RESTRICTIVE)})
    key = ["agency", "court_case_key", "phase"]
    sentences = latest(rows, *key)
    groups = rows.groupby(key)
    marks = [str(name) for name in rows if str(name).startswith("cond_")] + [
        "dv_related",
        "probation_days",
        "jail_days_to_serve",
        "psi_ordered",
        "psi_includes_dv_assessment",
        "rank",
    ]
    most = groups[marks].max().reindex(pd.MultiIndex.from_frame(sentences[key])).reset_index(drop=True)
    sentences = sentences.reset_index(drop=True).drop(columns=marks).join(most)
    sentences["sentence_type"] = (
        sentences["rank"].map(dict(enumerate(_RESTRICTIVE))).fillna(sentences["sentence_type"])
    )
    return sentences
