"""The made-up county: same seed, same county; records that fit their declarations and refer to each other."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from pipelines.metadata import CODE_LISTS, DATASETS
from pipelines.metadata.classes import Kind
from pipelines.metadata.registers import REGISTERS
from pipelines.sample.world import DV_STATUTES, RISK_QUESTIONS_ASKED, World, WorldOptions, make_world

FRAMES = [
    ("ecc", "cad_calls"),
    ("mpd", "rms_incidents"),
    ("rpd", "rms_incidents"),
    ("mpd", "rms_arrests"),
    ("rpd", "rms_arrests"),
    ("mpd", "inv_cases"),
    ("so", "jms_bookings"),
    ("so", "warrants"),
    ("pretrial", "pretrial"),
    ("da", "prosecution"),
    ("court", "court_cases"),
    ("court", "sentences"),
    ("court", "protection_orders"),
    ("prob", "probation_cases"),
    ("prob", "probation_violations"),
    ("adv", "advocacy_totals"),
    ("coordinator", "policy_checklist"),
    ("coordinator", "case_review"),
    *(("coordinator", register.name) for register in REGISTERS),
]
EACH_FRAME = [pytest.param(key, id="/".join(key)) for key in FRAMES]


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(WorldOptions(population=150_000, seed=7))


def test_all_frames_are_there(world: World) -> None:
    assert set(world.records) == set(FRAMES)
    sent = {(agency.code, dataset) for agency in world.agencies for dataset in agency.datasets}
    assert sent == {key for key in FRAMES if key[0] != "coordinator"}


def test_equal_options_give_equal_worlds() -> None:
    options = WorldOptions(population=5_000, months=3, seed=3)
    first, second = make_world(options), make_world(options)
    for key, frame in first.records.items():
        pd.testing.assert_frame_equal(frame, second.records[key])
    other = make_world(WorldOptions(population=5_000, months=3, seed=4))
    assert not first.records["ecc", "cad_calls"].equals(other.records["ecc", "cad_calls"])


@pytest.mark.parametrize(
    ("months", "last", "first_month"),
    [
        pytest.param(1, date(2026, 3, 1), date(2026, 3, 1), id="one month"),
        pytest.param(15, date(2026, 3, 1), date(2025, 1, 1), id="five quarters"),
        pytest.param(4, date(2025, 2, 1), date(2024, 11, 1), id="across a new year"),
    ],
)
def test_window(months: int, last: date, first_month: date) -> None:
    world = make_world(WorldOptions(population=10_000, months=months, last_month=last))
    assert (world.first_month, world.last_month) == (first_month, last)
    for frame in world.records.values():
        assert frame["_month"].between(pd.Timestamp(first_month), pd.Timestamp(last)).all()


def test_a_world_without_months_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one month"):
        make_world(WorldOptions(months=0))


@pytest.mark.parametrize("key", EACH_FRAME)
def test_frames_fit_their_declaration(world: World, key: tuple[str, str]) -> None:
    dataset, frame = DATASETS[key[1]], world.records[key]
    keys = [field.name for field in dataset.fields if field.kind is Kind.KEY]
    expected = [*(f.name for f in dataset.fields), "_row_id", *(f"_issuer_{name}" for name in keys), "_month"]
    really = [f"_true_{name}" for name in keys if f"_true_{name}" in frame]
    assert list(frame.columns) == [*expected, *really]
    assert frame["_row_id"].is_unique
    assert not frame[list(dataset.required)].isna().any(axis=None)
    assert not frame.duplicated([*dataset.key, "_month"]).any()
    for field in dataset.fields:
        if field.kind is Kind.CODE and field.code_list is not None:
            assert set(frame[field.name].dropna()) <= set(CODE_LISTS[field.code_list].values), field.name
    for earlier, later in dataset.ordered:
        assert not (frame[earlier] > frame[later]).any(), (earlier, later)
    for name in keys:
        assert (frame[name].isna() == frame[f"_issuer_{name}"].isna()).all()
        assert frame[name].dropna().str.fullmatch(r"(?:[A-Z0-9]+-)?(?:[A-Z]+-)?\d{4}-[1-9]\d*").all(), name
        if (
            f"_true_{name}" in frame
        ):  # what really happened is what was written down, save for a few typing errors
            written = frame.loc[frame[name].notna()]
            same = written[f"_issuer_{name}"] + "|" + written[name] == written[f"_true_{name}"]
            assert len(written) < 20 or same.mean() > 0.9, name


@pytest.mark.parametrize("key", EACH_FRAME)
def test_expected_fields_are_mostly_filled(world: World, key: tuple[str, str]) -> None:
    frame = world.records[key]
    for name, share in DATASETS[key[1]].expected.items():
        assert frame[name].notna().mean() >= share - 0.02, name


def test_volumes_follow_the_planning_rates() -> None:
    people = 900_000
    records = make_world(WorldOptions(population=people)).records
    years = 15 / 12

    def rate(count: int) -> float:
        return count / people * 1000 / years

    incidents = pd.concat([records["mpd", "rms_incidents"], records["rpd", "rms_incidents"]])
    arrests = pd.concat([records["mpd", "rms_arrests"], records["rpd", "rms_arrests"]])
    cases = records["court", "court_cases"]
    supervised = records["prob", "probation_cases"].drop_duplicates("probation_key", keep="last")
    began = pd.Timestamp(2025, 1, 1)
    numbers = ["_issuer_incident_key", "incident_key"]
    assert rate(incidents.drop_duplicates(numbers).shape[0]) == pytest.approx(6.0 * 1.08, rel=0.1)
    arrest_numbers = ["_issuer_arrest_key", "arrest_key"]
    assert rate(arrests.drop_duplicates(arrest_numbers).shape[0]) == pytest.approx(2.8, rel=0.15)
    assert rate(records["so", "jms_bookings"]["booking_key"].nunique()) == pytest.approx(2.4, rel=0.2)
    assert rate(records["da", "prosecution"]["pros_case_key"].nunique()) == pytest.approx(3.0, rel=0.2)
    assert rate(cases.loc[cases["filed_date"] >= began, "court_case_key"].nunique()) == pytest.approx(
        1.8, rel=0.2
    )
    assert rate(records["court", "protection_orders"]["po_key"].nunique()) == pytest.approx(2.0, rel=0.1)
    assert rate((supervised["started_date"] >= began).sum()) == pytest.approx(0.6, rel=0.3)
    assert supervised["ended_date"].isna().sum() / people * 1000 == pytest.approx(0.9, rel=0.25)


@pytest.mark.parametrize(
    ("child", "field", "partners", "partner_field", "least"),
    [
        pytest.param(("ecc", "cad_calls"), "report_key", "rms_incidents", "incident_key", 0.85, id="call"),
        pytest.param(
            ("mpd", "rms_arrests"), "incident_key", "rms_incidents", "incident_key", 0.9, id="arrest"
        ),
        pytest.param(("mpd", "rms_arrests"), "booking_key", "jms_bookings", "booking_key", 0.9, id="booked"),
        pytest.param(
            ("so", "jms_bookings"), "incident_key", "rms_incidents", "incident_key", 0.9, id="booking"
        ),
        pytest.param(
            ("pretrial", "pretrial"), "booking_key", "jms_bookings", "booking_key", 0.9, id="pretrial"
        ),
        pytest.param(
            ("da", "prosecution"), "incident_key", "rms_incidents", "incident_key", 0.85, id="referral"
        ),
        pytest.param(
            ("da", "prosecution"), "court_case_key", "court_cases", "court_case_key", 0.95, id="filed case"
        ),
        pytest.param(
            ("court", "sentences"), "court_case_key", "court_cases", "court_case_key", 0.8, id="sentence"
        ),
        pytest.param(
            ("prob", "probation_violations"),
            "probation_key",
            "probation_cases",
            "probation_key",
            0.9,
            id="violation",
        ),
    ],
)
def test_numbers_lead_to_their_partners(
    world: World, child: tuple[str, str], field: str, partners: str, partner_field: str, least: float
) -> None:
    rows = world.records[child].dropna(subset=[field])
    named = rows[f"_issuer_{field}"] + "|" + rows[field]
    theirs = pd.concat(
        frame[f"_issuer_{partner_field}"] + "|" + frame[partner_field]
        for (_, dataset), frame in world.records.items()
        if dataset == partners
    )
    found = named.isin(theirs).mean()
    assert least <= found


def test_two_departments_use_the_same_numbers(world: World) -> None:
    """Equal report numbers of two departments are two reports: only the issuer tells them apart."""
    ours = set(world.records["mpd", "rms_incidents"]["incident_key"])
    assert ours & set(world.records["rpd", "rms_incidents"]["incident_key"])


def test_millbrook_sends_charges_and_redfield_arrests(world: World) -> None:
    millbrook, redfield = world.records["mpd", "rms_arrests"], world.records["rpd", "rms_arrests"]
    assert millbrook["arrest_key"].duplicated().any()
    assert millbrook["charges_count"].isna().all()
    assert redfield["arrest_key"].is_unique
    assert (redfield["charge_seq"] == 1).all()
    assert redfield["charges_count"].notna().all()


def test_a_file_knows_nothing_of_later_months(world: World) -> None:
    for key, names in {
        ("court", "court_cases"): [
            "filed_date",
            "disposition_date",
            "nco_lifted_date",
            "first_appearance_date",
        ],
        ("da", "prosecution"): ["referred_ts", "review_decision_ts", "filed_ts"],
        ("so", "jms_bookings"): ["booked_ts", "released_ts"],
        ("so", "warrants"): ["issued_ts", "served_ts"],
    }.items():
        frame = world.records[key]
        file_end = frame["_month"] + pd.DateOffset(months=1)
        for name in names:
            assert not (frame[name] >= file_end).any(), (key, name)
    quarterly = world.records["prob", "probation_cases"]
    quarter_end = quarterly["_month"].dt.to_period("Q").dt.end_time
    assert not (quarterly["ended_date"] > quarter_end).any()


def test_a_case_stands_again_when_more_is_known(world: World) -> None:
    cases = world.records["court", "court_cases"].drop_duplicates(["court_case_key", "_month"], keep="first")
    files = cases.groupby("court_case_key")["_month"].nunique()
    assert files.max() >= 2
    referrals = world.records["da", "prosecution"].sort_values("_month", kind="stable")
    again = referrals[referrals["pros_case_key"].duplicated(keep=False)]
    first, last = (again.drop_duplicates("pros_case_key", keep=keep) for keep in ("first", "last"))
    assert first["review_decision_ts"].isna().sum() > last["review_decision_ts"].isna().sum()
    undecided = referrals["review_decision_ts"].isna() & referrals["decline_reason"].isna()
    assert "pending" in set(referrals.loc[undecided, "review_decision"].dropna())


def test_the_first_probation_file_holds_the_open_caseload(world: World) -> None:
    frame = world.records["prob", "probation_cases"]
    began_before = frame["started_date"] < pd.Timestamp(world.first_month)
    first_file = frame["_month"] == pd.Timestamp(world.first_month)
    assert (began_before & first_file & frame["ended_date"].isna()).sum() > 50


def test_mutual_reports_name_each_person_twice(world: World) -> None:
    rows = world.records["mpd", "rms_incidents"]
    pairs = rows[["incident_key", "victim_seq", "suspect_seq"]].dropna()
    turned = pairs.rename(columns={"victim_seq": "suspect_seq", "suspect_seq": "victim_seq"})
    mutual = pairs.merge(turned)["incident_key"].nunique() / pairs["incident_key"].nunique()
    assert 0.005 < mutual < 0.08


def test_risk_questions_improve_at_millbrook_after_the_training(world: World) -> None:
    def complete(agency: str, after: bool) -> float:
        rows = world.records[agency, "rms_incidents"].drop_duplicates("incident_key")
        trained = rows["_month"] >= pd.Timestamp(2025, 9, 1)
        answered = rows.loc[trained == after, "risk_questions_answered"].dropna()
        return float((answered >= RISK_QUESTIONS_ASKED).mean())

    assert complete("mpd", after=True) - complete("mpd", after=False) > 0.25
    assert abs(complete("rpd", after=True) - complete("rpd", after=False)) < 0.15


def test_other_crimes_carry_no_domestic_violence_statute(world: World) -> None:
    rows = world.records["mpd", "rms_incidents"]
    strangers = rows[rows["relationship_to_suspect"].isin(["AQ", "NE", "FR", "ST"])]
    assert len(strangers) > 0
    assert not strangers["statute_text"].isin(DV_STATUTES).any()


def test_checklists_answer_every_area_of_the_agency(world: World) -> None:
    frame = world.records["coordinator", "policy_checklist"]
    assert frame["review_round"].nunique() == 2
    areas = frame.groupby("agency_code")["element_id"].agg(lambda ids: set(ids.str[:3]))
    assert areas["mpd"] == areas["rpd"] == {"PAT", "INV", "XAG"}
    assert areas["so"] == {"JWC", "XAG"}
    assert areas["da"] == {"PRO", "VWS", "XAG"}
    assert {"met", "partly", "not_addressed", "conflicts"} <= set(frame["status"])
    assert (frame["rationale"].dropna().str.len() < 500).all()


def test_each_agency_has_files_reviewed_each_quarter(world: World) -> None:
    frame = world.records["coordinator", "case_review"]
    records = frame.groupby(["agency_code", "event_quarter"])["review_case_id"].nunique()
    assert records.between(10, 14).all()
    assert records.groupby("event_quarter").size().eq(8).all()
    assert (
        frame["review_case_id"].str.startswith(tuple(a.upper() for a in frame["agency_code"].unique())).all()
    )


def test_small_totals_are_withheld_by_the_program(world: World) -> None:
    frame = world.records["adv", "advocacy_totals"]
    small = frame["small_cell_flag"].to_numpy(dtype=bool)
    assert small.any()
    assert np.asarray(frame["total_count"].isna()).tolist() == small.tolist()
