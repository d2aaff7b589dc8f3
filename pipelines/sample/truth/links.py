"""Which received records belong together by their numbers, worked out record by record with pandas.

The rules are those of docs/links.md: a record that names its partner's number; else, where it names none, another record that
holds both numbers, if there is no choice, and the record could have a partner. Nobody has answered a question yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from pipelines.sample.truth.records import TRUE, Records, found, no

_PAIR = ["child", "partner"]
_KEYS = {
    "call": "call_key",
    "arrest": "arrest_key",
    "booking": "booking_key",
    "referral": "pros_case_key",
    "sentence": "court_case_key",
    "probation": "probation_key",
    "violation": "violation_key",
}


@dataclass(frozen=True)
class Known:
    """Records as received, one per key, before any number is filled in."""

    calls: pd.DataFrame
    incidents: pd.DataFrame
    arrests: pd.DataFrame
    bookings: pd.DataFrame
    referrals: pd.DataFrame
    court_cases: pd.DataFrame
    sentences: pd.DataFrame
    supervised: pd.DataFrame
    violations: pd.DataFrame


@dataclass(frozen=True)
class Linked:
    """One link: its child records with ``eligible`` and ``linked``, and its pairs with the rule that joined them.

    ``child`` of a pair is the position of the record in ``records``, ``partner`` the partner's number.
    """

    name: str
    records: pd.DataFrame
    when: str
    pairs: pd.DataFrame
    key: str
    really: pd.Series  # the number of the partner that a record really belongs to, where it was received

    def true_pairs(self) -> list[list[str]]:
        """Agency, number and partner's number of every record whose partner was received, numbers with their issuer."""
        rows = self.records[self.really.notna()]
        child = rows[self.key].astype(str)
        if self.name == "sentence_to_court_case":
            child = child + "|" + rows["phase"].astype(str)
        told = zip(
            rows["agency"].astype(str), child, self.really[self.really.notna()].astype(str), strict=True
        )
        return [list(pair) for pair in sorted(told)]

    @property
    def linked(self) -> pd.Series:
        """For each record, whether it found its partner."""
        return pd.Series(self.records.index.isin(self.pairs["child"]), index=self.records.index)

    def filled(self, own: pd.Series) -> pd.Series:
        """``own`` numbers with those that a later rule found."""
        other = self.pairs[self.pairs["precedence"] > 1].set_index("child")["partner"]
        return own.where(~own.index.isin(other.index), own.index.to_series().map(other))


def known_records(records: Records, calls: pd.DataFrame) -> Known:
    """The records that links are made from; ``calls`` are without duplicates and tests."""
    sentences = records.rows("sentences")
    sentences["phase"] = sentences["phase"].fillna("original")
    return Known(
        calls,
        records.latest("rms_incidents", "incident_key"),
        records.latest("rms_arrests", "arrest_key"),
        records.latest("jms_bookings", "booking_key"),
        records.latest("prosecution", "pros_case_key"),
        records.latest("court_cases", "court_case_key"),
        sentences.drop_duplicates(["agency", "court_case_key", "phase"], keep="last").reset_index(drop=True),
        records.latest("probation_cases", "probation_key"),
        records.latest("probation_violations", "violation_key"),
    )


def all_links(known: Known) -> Iterator[Linked]:
    """Every link, in the order of the chain."""
    report, case, booking = "incident_key", "court_case_key", "booking_key"
    reports, cases = known.incidents[report], known.court_cases[case]
    calls, arrests, bookings, referrals = known.calls, known.arrests, known.bookings, known.referrals

    named_back = _meet(calls["call_key"], known.incidents[["call_key", report]])
    yield _link(
        "call_to_incident",
        calls,
        "received_ts",
        "report_key",
        reports,
        named_back,
        "call_number",
        is_direct=True,
    )
    by_booking = _meet(arrests[booking], bookings[[booking, report]])
    yield _link("arrest_to_incident", arrests, "arrested_ts", report, reports, by_booking, "booking_number")
    taken_in = arrests[~no(arrests["booked"])]
    by_report = _meet(taken_in[report], bookings[[report, booking]])
    yield _link(
        "arrest_to_booking",
        taken_in,
        "arrested_ts",
        booking,
        bookings[booking],
        by_report,
        "report_number",
        is_single=True,
    )
    by_arrest = _meet(bookings[booking], arrests[[booking, report]])
    yield _link("booking_to_incident", bookings, "booked_ts", report, reports, by_arrest, "booking_number")
    by_case = _meet(referrals[case], bookings[[case, report]])
    yield _link(
        "referral_to_incident", referrals, "referred_ts", report, reports, by_case, "court_case_number"
    )
    # Nobody was charged in these: a case that the report's bookings name is another person's.
    charged = ~referrals["review_decision"].isin(["declined", "diverted_precharge"])
    by_report = _meet(referrals.loc[charged, report], bookings[[report, case]])
    yield _link(
        "referral_to_court_case",
        referrals,
        "referred_ts",
        case,
        cases,
        by_report,
        "report_number",
        is_single=True,
    )
    yield _link("sentence_to_court_case", known.sentences, "sentence_date", case, cases)
    yield _link("probation_to_court_case", known.supervised, "started_date", case, cases)
    supervised = known.supervised["probation_key"]
    yield _link("violation_to_probation", known.violations, "discovered_date", "probation_key", supervised)


def _meet(numbers: pd.Series, others: pd.DataFrame) -> pd.DataFrame:
    """Pairs of a child and the second number of ``others``, where the first equals the child's."""
    first, second = others.columns
    mine = pd.DataFrame({"child": numbers.index, first: numbers.to_numpy()}).dropna()
    met = mine.merge(others.dropna(), on=first).rename(columns={second: "partner"})
    return met[_PAIR].drop_duplicates()


def _link(
    name: str,
    records: pd.DataFrame,
    when: str,
    number: str,
    partners: pd.Series,
    other_way: pd.DataFrame | None = None,
    rule: str = "",
    is_direct: bool = False,
    is_single: bool = False,
) -> Linked:
    own = records[number]
    named = own[found(own, partners)]
    first = {"report_key": "report_number", "incident_key": "report_number"}.get(
        number, number.replace("_key", "_number")
    )
    pairs = pd.DataFrame({"child": named.index, "partner": named.to_numpy(), "rule": first, "precedence": 1})
    if other_way is not None:
        offered = other_way[found(other_way["partner"], partners)]
        both = offered.merge(pairs[_PAIR], how="left", indicator=True)
        offered = offered[(both["_merge"] == "left_only").to_numpy()]
        if not is_direct:
            offered = _without_choice(offered, own, pairs, is_single)
        pairs = pd.concat([pairs, offered.assign(rule=rule, precedence=2)], ignore_index=True)
    true = f"{TRUE}{number}"
    really = records[true] if true in records else pd.Series(None, index=records.index, dtype=object)
    return Linked(
        name, records, when, pairs, _KEYS[name.split("_")[0]], really.where(found(really, partners), None)
    )


def _without_choice(
    offered: pd.DataFrame, own: pd.Series, pairs: pd.DataFrame, is_single: bool
) -> pd.DataFrame:
    """What joins records that name no number, where one partner is left and, of a single one, one child."""
    if is_single:
        offered = offered[~offered["child"].isin(pairs["child"]) & ~offered["partner"].isin(pairs["partner"])]
    alone = offered.groupby("child")["partner"].transform("nunique") == 1
    if is_single:
        alone &= offered.groupby("partner")["child"].transform("nunique") == 1
    nameless = own[own.isna()].index
    return offered[alone & offered["child"].isin(nameless) & ~offered["child"].isin(pairs["child"])]
