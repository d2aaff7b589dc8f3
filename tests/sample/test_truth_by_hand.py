"""The oracle itself, held against small frames whose numbers were counted by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import pytest

from pipelines.metadata import DATASETS, MEASURES
from pipelines.metadata.classes import Kind, TimeMode
from pipelines.sample.truth import TruthSite, expected_months, measures_of, truth_of
from pipelines.sample.truth.cube import spans
from pipelines.sample.truth.rules import RULES
from pipelines.sample.world import SampleAgency

AGENCIES = (
    SampleAgency("ecc", "Calls", "ecc", 1, {"cad_calls": "monthly"}),
    SampleAgency("mpd", "Police", "patrol", 1, {"rms_incidents": "monthly", "rms_arrests": "monthly"}),
    SampleAgency("rpd", "Other police", "patrol", 1, {"rms_incidents": "monthly", "rms_arrests": "monthly"}),
    SampleAgency("da", "Prosecutor", "prosecution", 1, {"prosecution": "monthly"}),
    SampleAgency("court", "Court", "court", 1, {"court_cases": "monthly", "sentences": "monthly"}),
    SampleAgency(
        "prob",
        "Probation",
        "probation",
        1,
        {"probation_cases": "quarterly", "probation_violations": "quarterly"},
    ),
)
ISSUERS = {
    "call_key": "ecc",
    "pros_case_key": "da",
    "court_case_key": "court",
    "probation_key": "prob",
    "violation_key": "prob",
}
MONTHS = [date(2025, month, 1) for month in (1, 2, 3)]


def rows(dataset: str, agency: str, *records: dict[str, Any]) -> pd.DataFrame:
    """A received frame; ``_month`` is the month of the period field unless a record says otherwise."""
    declared = DATASETS[dataset]
    table = pd.DataFrame(list(records))
    for field in declared.fields:
        if field.name not in table:
            table[field.name] = None
        if field.kind in (Kind.DATE, Kind.TIMESTAMP):
            table[field.name] = pd.to_datetime(table[field.name])
        if field.kind is Kind.KEY and f"_issuer_{field.name}" not in table:
            table[f"_issuer_{field.name}"] = ISSUERS.get(field.name, agency)
    if "_month" not in table:
        table["_month"] = None
    when = table[declared.period_field] if declared.period_field else pd.NaT
    table["_month"] = pd.to_datetime(table["_month"]).fillna(
        pd.Series(when).dt.to_period("M").dt.to_timestamp()
    )
    table["_row_id"] = range(len(table))
    return table


def tell(
    received: dict[tuple[str, str], pd.DataFrame],
    *measure_ids: str,
    covered: Sequence[date] = MONTHS,
    last_month: date = date(2025, 3, 1),
    **settings: Any,
) -> dict[str, Any]:
    """The truth of a site with three months; or of it no more than measures, which spares a test the rest."""
    site = TruthSite(
        first_month=date(2025, 1, 1),
        last_month=last_month,
        agencies=AGENCIES,
        dv_statutes=("31.205",),
        risk_questions_asked=4,
        as_of=date(2025, 4, 20),
        **settings,
    )
    coverage = {(a.code, dataset): set(covered) for a in AGENCIES for dataset in a.datasets}
    if measure_ids:
        return {"measures": measures_of(received, coverage, site, *measure_ids)}
    return truth_of(received, coverage, site)


def find(
    truth: dict[str, Any],
    measure_id: str,
    agency: str,
    start: str = "2025-01-01",
    kind: str = "month",
    category: str = "all",
) -> dict[str, Any]:
    """The one line of these coordinates."""
    wanted = {
        "measure_id": measure_id,
        "agency_code": agency,
        "period_start": start,
        "period_kind": kind,
        "category": category,
    }
    found = [line for line in truth["measures"] if wanted.items() <= line.items()]
    assert len(found) == 1, found
    return found[0]


def incident(number: str, **fields: Any) -> dict[str, Any]:
    return {
        "incident_key": number,
        "reported_ts": "2025-01-10 20:00",
        "relationship_to_suspect": "SE",
        "is_supplement": False,
        "victim_seq": 1,
        "suspect_seq": 2,
    } | fields


def arrest(number: str, report: str, **fields: Any) -> dict[str, Any]:
    made = {"arrest_key": number, "incident_key": report, "arrested_ts": "2025-01-10 21:00", "suspect_seq": 2}
    return made | fields


def test_every_measure_has_a_rule_that_agrees_with_its_declaration() -> None:
    assert [rule.measure_id for rule in RULES if rule.measure_id not in MEASURES] == []
    assert sorted(rule.measure_id for rule in RULES) == sorted(MEASURES)
    for rule in RULES:
        measure = MEASURES[rule.measure_id]
        assert f"fact_{rule.fact}".startswith("fact_")
        assert rule.dataset == measure.dataset, rule.measure_id
        assert rule.follow_up_days == measure.follow_up_days, rule.measure_id
        assert rule.scoped == measure.scoped, rule.measure_id
        assert rule.kinds == measure.period_kinds, rule.measure_id
        assert rule.is_snapshot == (measure.time_mode is TimeMode.SNAPSHOT), rule.measure_id
        assert (rule.mix.code_list if rule.mix else None) == measure.mix_list, rule.measure_id
        lines = [(line.breakdown, line.category) for line in rule.lines]
        assert lines == [(part.breakdown, part.category) for part in measure.parts], rule.measure_id
        assert (rule.num is not None or rule.value is not None) == measure.has_headline, rule.measure_id


def test_dual_arrest_as_worked_out_in_the_field_guide() -> None:
    """Ten incidents: five with one arrest, one dual with two arrests, four without arrest."""
    reports = [incident(f"2025-{n}") for n in range(1, 10)]
    mutual = [
        incident("2025-10", victim_seq=1, suspect_seq=2),
        incident("2025-10", victim_seq=2, suspect_seq=1),
    ]
    arrests = [arrest(f"A-2025-{n}", f"2025-{n}") for n in range(1, 6)]
    arrests += [arrest("A-2025-6", "2025-10", suspect_seq=1), arrest("A-2025-7", "2025-10", suspect_seq=2)]
    truth = tell(
        {
            ("mpd", "rms_incidents"): rows("rms_incidents", "mpd", *reports, *mutual),
            ("mpd", "rms_arrests"): rows("rms_arrests", "mpd", *arrests),
        },
        "M039",
        "M040",
        "M160",
    )
    of_incidents, of_arrested = (find(truth, measure, "mpd", category="all") for measure in ("M039", "M040"))
    assert (of_incidents["num"], of_incidents["den"], of_incidents["value"]) == (1, 10, 0.1)
    assert (of_arrested["num"], of_arrested["den"], of_arrested["value"]) == (1, 6, 0.166667)
    assert find(truth, "M160", "mpd", category="arrest")["value"] == 0.6


@pytest.mark.parametrize(
    ("seqs", "dual"),
    [
        pytest.param([(1, 2), (2, 1)], 1, id="each is victim and suspect"),
        pytest.param([(1, 2), (1, 3)], 0, id="two suspects of one victim"),
        pytest.param([(1, 2)], 0, id="one suspect arrested twice"),
    ],
)
def test_dual_arrest_needs_two_people_in_both_roles(seqs: list[tuple[int, int]], dual: int) -> None:
    reports = [incident("2025-1", victim_seq=victim, suspect_seq=suspect) for victim, suspect in seqs]
    people = sorted({suspect for _, suspect in seqs}) * 2
    arrests = [arrest(f"A-2025-{n}", "2025-1", suspect_seq=people[n]) for n in (0, 1)]
    truth = tell(
        {
            ("mpd", "rms_incidents"): rows("rms_incidents", "mpd", *reports),
            ("mpd", "rms_arrests"): rows("rms_arrests", "mpd", *arrests),
        },
        "M039",
    )
    assert find(truth, "M039", "mpd")["num"] == dual


@pytest.mark.parametrize(
    ("fields", "dv", "ipv"),
    [
        pytest.param({"relationship_to_suspect": "XR"}, 1, 1, id="partners"),
        pytest.param({"relationship_to_suspect": "SB"}, 1, 0, id="relatives"),
        pytest.param({"relationship_to_suspect": "AQ"}, 0, 0, id="acquaintances"),
        pytest.param({"relationship_to_suspect": None, "dv_flag_agency": True}, 1, 0, id="the agency's mark"),
        pytest.param({"relationship_to_suspect": "RU", "statute_text": "31.205"}, 1, 0, id="the statute"),
        pytest.param({"relationship_to_suspect": "RU", "statute_text": "31.101"}, 0, 0, id="another statute"),
        pytest.param({"relationship_to_suspect": "RU", "call_key": "C-2025-1"}, 1, 0, id="the linked call"),
        pytest.param(
            {"relationship_to_suspect": "RU", "call_key": "C-2025-2"}, 0, 0, id="a call of another kind"
        ),
    ],
)
def test_what_makes_an_incident_domestic_violence(fields: dict[str, Any], dv: int, ipv: int) -> None:
    calls = [
        {"call_key": "C-2025-1", "received_ts": "2025-01-10", "call_type_final": "dv_verbal"},
        {"call_key": "C-2025-2", "received_ts": "2025-01-10", "call_type_final": "not_dv"},
    ]
    truth = tell(
        {
            ("ecc", "cad_calls"): rows("cad_calls", "ecc", *calls),
            ("mpd", "rms_incidents"): rows("rms_incidents", "mpd", incident("2025-1", **fields)),
        },
        "M020",
    )
    headline, part = (find(truth, "M020", "mpd", category=category) for category in ("all", "ipv"))
    assert (headline["num"], part["num"]) == (dv, ipv)
    assert (headline["den"], headline["value"]) == (None, None)


def test_equal_numbers_of_two_departments_do_not_meet() -> None:
    call = {"call_key": "C-2025-1", "received_ts": "2025-01-10", "call_type_final": "dv_verbal"}
    truth = tell(
        {
            ("ecc", "cad_calls"): rows(
                "cad_calls", "ecc", call | {"report_key": "2025-1", "_issuer_report_key": "rpd"}
            ),
            ("mpd", "rms_incidents"): rows("rms_incidents", "mpd", incident("2025-1")),
        }
    )
    assert truth["links"]["call_to_incident"] == {"linked": 0, "eligible": 1, "rules": {}}
    assert find(truth, "M001", "ecc", category="ipv")["num"] == 0


def test_middle_and_ninetieth_percentile_lie_between_values() -> None:
    minutes = [0, 2, 4, 9]
    calls = [
        {
            "call_key": f"C-2025-{place}",
            "received_ts": "2025-01-10 10:00",
            "dispatched_ts": pd.Timestamp("2025-01-10 10:00") + pd.Timedelta(minutes=wait),
            "call_type_final": "dv_verbal",
        }
        for place, wait in enumerate(minutes)
    ]
    never = {"call_key": "C-2025-9", "received_ts": "2025-01-10 10:00", "call_type_final": "dv_verbal"}
    backwards = never | {"call_key": "C-2025-8", "dispatched_ts": "2025-01-10 09:00"}
    truth = tell({("ecc", "cad_calls"): rows("cad_calls", "ecc", *calls, never, backwards)}, "M004")
    middle, p90 = (find(truth, "M004", "ecc", category=category) for category in ("all", "p90"))
    assert (middle["num"], middle["den"], middle["value"], middle["n_missing"]) == (None, 4, 3.0, 2)
    assert p90["value"] == 7.5  # the third value and seven tenths of the way to the fourth
    assert find(truth, "M004", "ecc", "2025-02-01")["value"] is None


def test_duplicates_tests_and_voids_are_no_calls() -> None:
    call = {"received_ts": "2025-01-10", "call_type_initial": "dv_weapon"}
    calls = [
        call | {"call_key": "C-2025-1"},
        call | {"call_key": "C-2025-2", "is_duplicate": True},
        call | {"call_key": "C-2025-3", "is_test_or_void": True},
        call | {"call_key": "C-2025-4", "disposition": "void_test"},
    ]
    truth = tell({("ecc", "cad_calls"): rows("cad_calls", "ecc", *calls)}, "M001")
    assert find(truth, "M001", "ecc")["num"] == 1


def test_the_latest_known_value_of_each_field_counts() -> None:
    referral = {"pros_case_key": "DA-2025-1", "referred_ts": "2025-01-20"}
    truth = tell(
        {
            ("da", "prosecution"): rows(
                "prosecution",
                "da",
                referral
                | {
                    "review_decision": "filed",
                    "review_decision_ts": "2025-02-03",
                    "filed_ts": "2025-02-04",
                    "_month": "2025-02-01",
                },
                referral | {"review_decision": "pending", "dv_related": True, "_month": "2025-01-01"},
            )
        },
        "M080",
        "M082",
        "M083",
    )
    assert find(truth, "M080", "da")["num"] == 1
    decided = find(truth, "M083", "da", "2025-02-01")
    assert (decided["num"], decided["den"]) == (1, 1)
    assert find(truth, "M082", "da", "2025-02-01")["value"] == 14
    assert find(truth, "M083", "da")["den"] == 0


def test_a_supplement_fills_blanks_and_makes_no_incident() -> None:
    told = incident("2025-1", strangulation=None, suspect_gone_on_arrival=False)
    more = told | {"strangulation": True, "suspect_gone_on_arrival": True, "is_supplement": True}
    alone = incident("2025-2", is_supplement=True)
    truth = tell(
        {
            ("mpd", "rms_incidents"): rows(
                "rms_incidents", "mpd", told, more | {"_month": "2025-02-01"}, alone
            )
        },
        "M020",
        "M030",
        "M037",
    )
    assert find(truth, "M020", "mpd", kind="quarter")["num"] == 2
    assert find(truth, "M030", "mpd")["num"] == 1
    assert find(truth, "M037", "mpd")["num"] == 0


def charge(seq: int, disposition: str | None, day: str | None, **fields: Any) -> dict[str, Any]:
    return {
        "court_case_key": "18-CR-2025-1",
        "filed_date": "2025-01-05",
        "charge_seq": str(seq),
        "disposition": disposition,
        "disposition_date": day,
        "dv_related": seq == 1,
        "level": "misdemeanor",
    } | fields


@pytest.mark.parametrize(
    ("charges", "month", "outcome", "dv_convicted"),
    [
        pytest.param(
            [charge(1, "conviction_plea", "2025-02-01"), charge(2, "dismissal", "2025-02-01")],
            "2025-02-01",
            "conviction_plea",
            1,
            id="any conviction",
        ),
        pytest.param(
            [charge(1, "dismissal", "2025-02-01"), charge(2, "conviction_plea", "2025-03-01")],
            "2025-03-01",
            "conviction_plea",
            0,
            id="convicted of something else, dated by the last charge",
        ),
        pytest.param(
            [charge(1, "conviction_plea", "2025-02-01"), charge(2, "conviction_trial", "2025-02-01")],
            "2025-02-01",
            "conviction_trial",
            1,
            id="a trial outranks a plea",
        ),
        pytest.param(
            [charge(1, "diverted_or_deferred", "2025-02-01"), charge(2, "acquittal", "2025-02-01")],
            "2025-02-01",
            "diverted_or_deferred",
            0,
            id="deferral outranks acquittal",
        ),
        pytest.param(
            [charge(1, "dismissal", "2025-02-01"), charge(2, None, None)], None, None, 0, id="one open"
        ),
        pytest.param(
            [charge(1, "dismissal", "2025-02-01"), charge(2, "pending_warrant", None)],
            None,
            None,
            0,
            id="warrant",
        ),
        pytest.param(
            [
                charge(1, "pending_warrant", None, _month="2025-02-01"),
                charge(1, "dismissal", "2025-03-02", _month="2025-03-01"),
            ],
            "2025-03-01",
            "dismissal",
            0,
            id="a warrant that was resolved",
        ),
    ],
)
def test_a_case_is_rolled_up_from_its_charges(
    charges: list[dict[str, Any]], month: str | None, outcome: str | None, dv_convicted: int
) -> None:
    truth = tell({("court", "court_cases"): rows("court_cases", "court", *charges)}, "M100", "M101", "M103")
    assert find(truth, "M100", "court")["num"] == 1
    quarter = find(truth, "M101", "court", kind="quarter")
    if month is None or outcome is None:
        assert quarter["num"] == 0
        return
    line = find(truth, "M101", "court", month, category=outcome)
    assert (line["num"], line["den"], line["value"], line["breakdown"]) == (1, 1, 1.0, "disposition")
    assert find(truth, "M103", "court", month)["num"] == dv_convicted


def test_reasons_and_who_dismissed_come_from_the_first_dismissed_charge() -> None:
    charges = [
        charge(
            1, "dismissal", "2025-02-01", disposition_reason="witness_unavailable", dismissed_by="prosecutor"
        ),
        charge(
            2, "dismissal", "2025-02-01", disposition_reason="interest_of_justice", dismissed_by="prosecutor"
        ),
    ]
    silent = [charge(1, "dismissal", "2025-02-02", court_case_key="18-CR-2025-2")]
    truth = tell({("court", "court_cases"): rows("court_cases", "court", *charges, *silent)}, "M104")
    headline = find(truth, "M104", "court", "2025-02-01")
    assert (headline["num"], headline["den"], headline["n_missing"]) == (2, 2, 1)
    categories = {
        line["category"]: line["num"]
        for line in truth["measures"]
        if line["measure_id"] == "M104"
        and line["agency_code"] == "court"
        and (line["period_kind"], line["period_start"]) == ("month", "2025-02-01")
        and line["breakdown"] in ("reason", "dismissed_by")
    }
    assert categories == {
        "witness_unavailable": 1,
        "not_recorded": 1,
        "prosecutor": 1,
        "court": 0,
        "unknown": 0,
    }
    assert find(truth, "M104", "court", category="witness_unavailable")["num"] == 0


def test_time_standards_count_the_limit_itself() -> None:
    on_limit = charge(1, "dismissal", "2025-03-06")  # 60 days after January 5
    over = charge(1, "dismissal", "2025-03-07", court_case_key="18-CR-2025-2")
    truth = tell({("court", "court_cases"): rows("court_cases", "court", on_limit, over)}, "M108")
    line = find(truth, "M108", "court", "2025-03-01", category="misdemeanor_60_days")
    assert (line["num"], line["den"]) == (1, 2)
    assert find(truth, "M108", "court", "2025-03-01", category="felony_90_days")["den"] == 0


def test_open_caseload_is_counted_on_the_last_day() -> None:
    cases = [
        {"probation_key": "P-2024-1", "started_date": "2024-06-01", "ended_date": "2025-02-10"},
        {"probation_key": "P-2025-2", "started_date": "2025-01-05", "ended_date": "2025-01-31"},
        {"probation_key": "P-2025-3", "started_date": "2025-01-31"},
        {"probation_key": "P-2025-4", "started_date": "2025-02-01", "dv_related": False},
    ]
    cases = [{"dv_related": True, "_month": "2025-01-01"} | case for case in cases]
    truth = tell({("prob", "probation_cases"): rows("probation_cases", "prob", *cases)}, "M130")
    open_ = [
        find(truth, "M130", "prob", month.isoformat(), category="open_at_end")["num"] for month in MONTHS
    ]
    assert open_ == [2, 1, 1]
    assert find(truth, "M130", "prob")["num"] == 2
    assert find(truth, "M130", "prob", kind="quarter", category="open_at_end")["num"] == 1


def test_records_too_young_to_show_their_outcome_stay_out() -> None:
    case = {"probation_key": "P-2025-1", "started_date": "2025-01-02", "dv_related": True}
    violations = [
        {"violation_key": f"V-2025-{day}", "probation_key": "P-2025-1", "discovered_date": f"2025-03-{day}"}
        for day in (16, 17, 18)  # 14 days after the 17th is the last day of March
    ]
    violations[0] |= {"response": "jail_sanction", "response_date": "2025-03-30"}
    violations[1] |= {"response": "pending", "response_date": "2025-03-18"}
    truth = tell(
        {
            ("prob", "probation_cases"): rows("probation_cases", "prob", case),
            ("prob", "probation_violations"): rows("probation_violations", "prob", *violations),
        },
        "M138",
    )
    line = find(truth, "M138", "prob", "2025-03-01")
    assert (line["num"], line["den"], line["value"]) == (1, 2, 0.5)


def test_suspects_who_left_pursued_by_the_seventh_day() -> None:
    reports = [incident(f"2025-{n}", suspect_gone_on_arrival=True) for n in (1, 2, 3, 4)]
    reports.append(incident("2025-5", suspect_gone_on_arrival=None))
    referrals = [
        {"pros_case_key": "DA-2025-1", "incident_key": "2025-1", "referred_ts": "2025-01-17"},
        {"pros_case_key": "DA-2025-2", "incident_key": "2025-2", "referred_ts": "2025-01-18"},
    ]
    warrant = {
        "warrant_key": "W-2025-1",
        "incident_key": "2025-3",
        "issued_ts": "2025-01-10 23:00",
        "_issuer_incident_key": "mpd",
    }
    truth = tell(
        {
            ("mpd", "rms_incidents"): rows("rms_incidents", "mpd", *reports),
            ("da", "prosecution"): rows(
                "prosecution", "da", *({**r, "_issuer_incident_key": "mpd"} for r in referrals)
            ),
            ("so", "warrants"): rows("warrants", "so", warrant),
        },
        "M038",
    )
    line = find(truth, "M038", "mpd")
    assert (line["num"], line["den"], line["n_missing"]) == (2, 4, 1)


def test_a_month_without_a_file_has_no_numbers() -> None:
    received = {("mpd", "rms_incidents"): rows("rms_incidents", "mpd", incident("2025-1"))}
    truth = tell(received, "M039", covered=[date(2025, 1, 1), date(2025, 3, 1)])
    empty = find(truth, "M039", "mpd", "2025-02-01")
    assert [empty[name] for name in ("num", "den", "value", "n_missing")] == [None] * 4
    assert empty["completeness_pct"] == 0
    nothing = find(truth, "M039", "mpd", "2025-03-01")
    assert (nothing["num"], nothing["den"], nothing["value"], nothing["completeness_pct"]) == (
        0,
        0,
        None,
        100,
    )
    assert find(truth, "M039", "all", kind="quarter")["completeness_pct"] == 66.67


def test_rows_outside_the_window_do_not_count() -> None:
    reports = [
        incident("2024-1", reported_ts="2024-12-31 23:59", _month="2025-01-01"),
        incident("2025-1", reported_ts="2025-01-01 00:00"),
        incident("2025-2", reported_ts="2025-03-31 23:59"),
    ]
    truth = tell({("mpd", "rms_incidents"): rows("rms_incidents", "mpd", *reports)}, "M020")
    assert find(truth, "M020", "mpd", kind="quarter")["num"] == 2


def test_periods_of_fifteen_months() -> None:
    kinds = ("month", "quarter", "rolling12", "year")
    periods = spans(date(2025, 2, 1), date(2026, 4, 1), kinds)
    told = {kind: [span.start.isoformat() for span in periods if span.kind == kind] for kind in kinds}
    assert len(told["month"]) == 15
    assert told["quarter"] == ["2025-01-01", "2025-04-01", "2025-07-01", "2025-10-01", "2026-01-01"]
    assert told["year"] == ["2025-01-01"]
    assert told["rolling12"] == ["2025-02-01", "2025-03-01", "2025-04-01", "2025-05-01"]


def test_statuses_hold_until_the_element_is_reviewed_again() -> None:
    def answer(element: str, review_round: str, status: str, day: str) -> dict[str, Any]:
        return {
            "agency_code": "mpd",
            "element_id": element,
            "review_round": review_round,
            "status": status,
            "reviewed_on_date": day,
        }

    answers = [
        answer("PAT-01", "2025-1", "conflicts", "2025-01-20"),
        answer("PAT-02", "2025-1", "met", "2025-02-20"),
        answer("PAT-03", "2025-1", "not_applicable", "2025-01-20"),
        answer("PAT-01", "2025-2", "met", "2025-03-05"),
    ]
    truth = tell(
        {("coordinator", "policy_checklist"): rows("policy_checklist", "coordinator", *answers)}, "M170"
    )

    def status(category: str) -> list[tuple[int, int]]:
        lines = [find(truth, "M170", "mpd", m.isoformat(), category=category) for m in MONTHS]
        return [(line["num"], line["den"]) for line in lines]

    assert status("conflicts") == [(1, 1), (1, 2), (0, 2)]
    assert status("met") == [(0, 1), (1, 2), (2, 2)]
    seen = {line["category"] for line in truth["measures"] if line["measure_id"] == "M170"}
    assert seen == {"met", "conflicts"}


def test_reviewed_files_count_in_the_quarter_of_the_event() -> None:
    outcomes = ("demonstrated", "demonstrated", "partly", "not_demonstrated", "not_applicable", "unknown")
    items = [
        {
            "agency_code": "mpd",
            "review_case_id": f"R{n}",
            "element_id": "PAT-07",
            "event_quarter": "2025-Q1",
            "outcome": outcome,
            "reviewed_on_date": "2025-04-02",
        }
        for n, outcome in enumerate(outcomes)
    ]
    truth = tell({("coordinator", "case_review"): rows("case_review", "coordinator", *items)}, "M171")
    line = find(truth, "M171", "mpd", kind="quarter")
    assert (line["num"], line["den"], line["value"], line["n_missing"]) == (2, 4, 0.5, 1)
    assert line["completeness_pct"] is None
    assert {x["period_kind"] for x in truth["measures"] if x["measure_id"] == "M171"} == {"quarter"}


def test_months_on_time_and_blank_cells() -> None:
    arrivals = {
        ("mpd", "rms_arrests", date(2025, 1, 1)): date(2025, 2, 10),
        ("mpd", "rms_arrests", date(2025, 2, 1)): date(2025, 3, 11),
    }
    expected = expected_months(AGENCIES[1:2], date(2025, 1, 1), date(2025, 4, 20), arrivals)
    arrests = [arrest("A-2025-1", "2025-1", arrestee_sex="F"), arrest("A-2025-2", "2025-2")]
    truth = tell(
        {("mpd", "rms_arrests"): rows("rms_arrests", "mpd", *arrests)},
        "M173",
        "M174",
        expected=expected,
    )
    by_month = [find(truth, "M173", "mpd", m.isoformat()) for m in MONTHS]
    assert [(line["num"], line["den"]) for line in by_month] == [(1, 2), (0, 2), (0, 2)]
    blank = find(truth, "M174", "mpd")
    # Two rows and four expected fields; one sex, both races and both domestic violence marks are blank.
    assert (blank["num"], blank["den"], blank["value"]) == (5, 8, 0.625)


@pytest.mark.parametrize(
    ("rhythm", "month", "due"),
    [
        pytest.param("monthly", date(2025, 1, 1), date(2025, 2, 10), id="a month"),
        pytest.param("monthly", date(2025, 12, 1), date(2026, 1, 10), id="across the year"),
        pytest.param("quarterly", date(2025, 4, 1), date(2025, 7, 10), id="a month of a quarter"),
    ],
)
def test_due_dates(rhythm: str, month: date, due: date) -> None:
    agency = SampleAgency("prob", "Probation", "probation", 1, {"probation_cases": rhythm})
    months = expected_months((agency,), date(2025, 1, 1), date(2026, 2, 20), {})
    assert {when: by for _, _, when, by, _ in months}[month] == due
    assert max(when for _, _, when, _, _ in months) == date(2026, 1, 1)


def test_nothing_received_is_told_without_numbers() -> None:
    truth = tell({}, covered=[])
    assert {line["num"] for line in truth["measures"]} == {None}
    assert truth["links"]["arrest_to_incident"] == {"linked": 0, "eligible": 0, "rules": {}}
