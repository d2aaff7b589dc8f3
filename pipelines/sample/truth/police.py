"""Calls, incidents and arrests as facts: who, when, whether domestic violence, and what counts as what.

A fact has agency, date, dv and ipv, and one column for each thing that ``rules.py`` counts.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipelines.sample.truth.core import Core
from pipelines.sample.truth.people import ARRESTEE, SUSPECT, VICTIM
from pipelines.sample.truth.records import Mask, among, found, known, minutes_between, no, yes
from pipelines.sample.truth.site import TruthSite
from pipelines.sample.world.clocks import elapsed_seconds


def call_fact(core: Core) -> pd.DataFrame:
    """Calls, by the day they were received."""
    c = core.calls
    dv = (c["dv_initial"] | c["dv_final"]).to_numpy()
    in_progress = among(c["call_type_initial"], "dv_in_progress")
    ranked = known(c["priority_rank"])
    final_known = known(c["call_type_final"])
    initial, final = c["dv_initial"].to_numpy(), c["dv_final"].to_numpy()
    arrival, report = known(c["first_arrived_ts"]), known(c["report_key"])
    nothing = among(c["disposition"], "no_action_civil", "unfounded", "goa_suspect")
    source, sent = c["source_kind"], known(c["dispatched_ts"])
    community = known(source) & ~among(source, "officer_initiated", "unknown")
    lost, wanted = among(c["caller_relation"], "hangup_open_line"), yes(c["interpreter_needed"])
    to_dispatch = minutes_between(c["received_ts"], c["dispatched_ts"])
    to_arrival = minutes_between(c["dispatched_ts"], c["first_arrived_ts"])
    return pd.DataFrame(
        {
            "agency": c["agency"],
            "date": c["received_ts"],
            "dv": dv,
            "ipv": dv & found(c["report_key"], core.ipv_reports),
            "one": True,
            "in_progress_ranked": in_progress & ranked,
            "in_progress_top": in_progress & np.asarray(c["priority_rank"].le(2).fillna(False), dtype=bool),
            "in_progress_unranked": in_progress & ~ranked,
            "to_dispatch": to_dispatch,
            "no_dispatch": np.isnan(to_dispatch),
            "to_arrival": to_arrival,
            "no_arrival_time": np.isnan(to_arrival),
            "began_dv": initial & final_known,
            "recoded_away": initial & ~final & final_known,
            "final_blank": initial & ~final_known,
            "community": community,
            "community_dv": dv & community,
            "source_unknown": ~known(source) | among(source, "unknown"),
            "sent": sent & community,
            "not_reached": sent & community & ~arrival,
            "sent_source_unknown": sent & (~known(source) | among(source, "unknown")),
            "ended_dv": final & known(c["call_type_initial"]),
            "late": final & ~initial & known(c["call_type_initial"]),
            "initial_blank": final & ~known(c["call_type_initial"]),
            "repeat": yes(c["repeat_location"]),
            "repeat_known": known(c["repeat_location"]),
            "repeat_blank": ~known(c["repeat_location"]),
            "lost_followed": lost & yes(c["followed_up"]),
            "lost_known": lost & known(c["followed_up"]),
            "lost_blank": lost & ~known(c["followed_up"]),
            "follow_up_said": known(c["followed_up"]),
            "helped": wanted & yes(c["interpreter_used"]),
            "help_known": wanted & known(c["interpreter_used"]),
            "help_unknown": ~known(c["interpreter_needed"]) | (wanted & ~known(c["interpreter_used"])),
            "help_said": known(c["interpreter_needed"]),
            "geo_area": c["geo_area"],
            "arrival": arrival,
            "closed_without_report": arrival & ~report & nothing,
            "led_to_report": arrival & report,
        }
    )


def incident_fact(core: Core, site: TruthSite) -> pd.DataFrame:
    """Incidents, by the day of the report, with what other agencies' records say of them."""
    i = core.incidents
    dv = i["dv"].to_numpy()
    ipv = dv & among(i["scope"], "ipv")
    written, gone = i["written"].to_numpy(), i["suspect_gone_on_arrival"]
    answered = i["risk_questions_answered"]
    screened = among(i["risk_screen_status"], "completed")
    scored = among(i["risk_screen_result"], "high_danger", "not_high_danger")
    unsaid = ~known(i["risk_screen_status"]) | among(i["risk_screen_status"], "unknown")
    hours = elapsed_seconds(i["reported_ts"], i["supervisor_review_ts"]) / 3600
    reviewed, timed = yes(i["supervisor_reviewed"]), ~np.isnan(hours)
    suspect = i["has_suspect"].to_numpy()
    arrested = found(i["incident_key"], core.arrests["incident_key"])
    marks = {
        "one": True,
        "scope_known": among(i["scope"], "ipv", "fv_non_ipv"),
        "scope_ipv": among(i["scope"], "ipv"),
        "scope_unknown": among(i["scope"], "unknown"),
        "asked_known": written & known(answered),
        "asked_all": written & np.asarray(answered.ge(site.risk_questions_asked).fillna(False), dtype=bool),
        "asked_unknown": written & ~known(answered),
        "screen_due": ipv & ~unsaid & ~among(i["risk_screen_status"], "not_eligible"),
        "screen_done": ipv & screened,
        "screen_unknown": ipv & unsaid,
        "screen_scored": screened & scored,
        "high_danger": screened & among(i["risk_screen_result"], "high_danger"),
        "screen_unscored": screened & ~scored,
        "strangulation": yes(i["strangulation"]),
        "strangulation_known": known(i["strangulation"]),
        "strangulation_blank": ~known(i["strangulation"]),
        "suspect": suspect,
        "no_suspect": ~suspect,
        "arrest_within_day": suspect & _arrest_within_day(core),
        "gone": yes(gone),
        "gone_known": known(gone),
        "gone_blank": ~known(gone),
        "gone_pursued": yes(gone) & _pursued(core),
        "dual": _dual(core),
        "arrested": arrested,
        "told": arrested & yes(i["advocate_notified"]),
        "told_known": arrested & known(i["advocate_notified"]),
        "told_blank": arrested & ~known(i["advocate_notified"]),
        "review_known": written & (no(i["supervisor_reviewed"]) | (reviewed & timed)),
        "review_in_time": written & reviewed & timed & (np.nan_to_num(hours, nan=1e9) <= 72),
        "review_unknown": written & (~known(i["supervisor_reviewed"]) | (reviewed & ~timed)),
        **_details(i, ipv),
        **_form(core),
        "geo_area": i["geo_area"],
        **{
            name: i["incident_key"].map(core.described[name])
            for name in (*VICTIM.values(), *SUSPECT.values())
        },
        **_later_steps(core),
    }
    return pd.DataFrame({"agency": i["agency"], "date": i["reported_ts"], "dv": dv, "ipv": ipv, **marks})


def _details(i: pd.DataFrame, ipv: Mask) -> dict[str, object]:
    """What reports record of forms, harm, weapons, children, orders and notice."""
    screen, weapon, offense = i["risk_screen_status"], i["weapon"], i["most_serious_offense"]
    assault = ipv & among(offense, "13A", "13B")
    told = yes(i["advocate_notified"])
    notice = minutes_between(i["reported_ts"], i["advocate_notified_ts"]) / 60
    marks: dict[str, object] = {
        "declined": among(screen, "victim_declined", "victim_unable"),
        "offered": among(screen, "completed", "victim_declined", "victim_unable"),
        "screen_unsaid": ~known(screen) | among(screen, "unknown"),
        "assault": assault,
        "assault_filled": assault & known(i["strangulation"]),
        "offense_blank": ipv & ~known(offense),
        "weapon": weapon,
        "weapon_known": known(weapon) & ~among(weapon, "95"),
        "weapon_unknown": ~known(weapon) | among(weapon, "95"),
        "firearm": among(weapon, "11", "12", "13", "14", "15"),
        "injury": i["injury"],
        "injury_known": known(i["injury"]),
        "injured": known(i["injury"]) & ~among(i["injury"], "N"),
        "injury_blank": ~known(i["injury"]),
        "notice_hours": np.where(told, notice, np.nan),
        "notice_untimed": told & np.isnan(notice),
    }
    for name, column in (
        ("marked", "dv_flag_agency"),
        ("form", "dv_form_completed"),
        ("children", "children_present"),
        ("order", "protection_order_active"),
    ):
        marks[name], marks[f"{name}_known"], marks[f"{name}_blank"] = (
            yes(i[column]),
            known(i[column]),
            ~known(i[column]),
        )
    return marks


def _form(core: Core) -> dict[str, object]:
    """What the newer forms ask, self-defense where both used force, and how dual arrests were decided."""
    i, key = core.incidents, core.incidents["incident_key"]
    high, armed = among(i["risk_screen_result"], "high_danger"), yes(i["firearm_present"])
    ground, removed, spoke = i["firearm_legal_ground"], i["firearm_removed"], i["spoke_with_hotline"]
    cause = i["order_violation_probable_cause"]
    arrests = core.arrests.dropna(subset=["incident_key"])
    said = arrests.dropna(subset=["self_defense_assessed"])
    both = found(key, pd.Series(core.described.index[core.described["both"]]))
    arrested = found(key, arrests["incident_key"])
    weighed = found(key, said["incident_key"])
    return {
        "spoke": high & yes(spoke),
        "spoke_known": high & known(spoke),
        "spoke_blank": high & ~known(spoke),
        "spoke_said": known(spoke),
        "gun_removed": armed & yes(ground) & yes(removed),
        "gun_known": armed & yes(ground) & known(removed),
        "gun_unknown": armed & (~known(ground) | (yes(ground) & ~known(removed))),
        "gun_said": known(removed),
        "order_cause": yes(cause),
        "order_arrest": yes(cause) & arrested,
        "order_unknown": yes(i["protection_order_active"]) & ~known(cause),
        "order_said": known(cause),
        "defense_assessed": both & found(key, said.loc[yes(said["self_defense_assessed"]), "incident_key"]),
        "defense_known": both & arrested & weighed,
        "defense_blank": both & arrested & ~weighed,
        **_dual_decisions(core),
    }


def _dual_decisions(core: Core) -> dict[str, Mask]:
    """Dual arrests by what became of the referrals of the incident."""
    r, key = core.referrals, core.incidents["incident_key"]
    filed = (
        r.loc[among(r["review_decision"], "filed", "filed_lesser"), "incident_key"].dropna().value_counts()
    )
    declined = r.loc[among(r["review_decision"], "declined"), "incident_key"]
    waiting = ~known(r["review_decision"]) | among(r["review_decision"], "pending")
    sent = _dual(core) & found(key, r["incident_key"])
    is_open = found(key, r.loc[waiting, "incident_key"])
    one, two = found(key, declined), found(key, pd.Series(filed.index[filed >= 2]))
    done = sent & ~is_open
    return {
        "dual_decided": done,
        "dual_waiting": sent & is_open,
        "dual_one_or_both_declined": done & one,
        "dual_both_filed": done & ~one & two,
        "dual_other": done & ~one & ~two,
    }


def victim_fact(core: Core) -> pd.DataFrame:
    """Victims of reports, by the day of the report."""
    own = core.people[core.people["is_victim"]].rename(
        columns={v.removeprefix("victim_"): v for v in VICTIM.values()}
    )
    of = own.merge(
        core.incidents[["incident_key", "agency", "reported_ts", "dv", "scope"]], on="incident_key"
    )
    dv = of["dv"].to_numpy(dtype=bool)
    marks = {"one": True, **{name: of[name] for name in VICTIM.values()}}
    return pd.DataFrame(
        {
            "agency": of["agency"],
            "date": of["reported_ts"],
            "dv": dv,
            "ipv": dv & among(of["scope"], "ipv"),
            **marks,
        }
    )


def investigation_fact(core: Core) -> pd.DataFrame:
    """Investigations, by the day they were closed, or assigned while no closing is recorded."""
    v = core.investigations
    dv = found(v["incident_key"], core.incidents.loc[core.incidents["dv"], "incident_key"])
    code = v["cleared_exceptional"]
    return pd.DataFrame(
        {
            "agency": v["agency"],
            "date": v["closed_ts"].fillna(v["assigned_ts"]),
            "dv": dv,
            "ipv": dv & found(v["incident_key"], core.ipv_reports),
            "cleared": among(code, "A", "B", "C", "D", "E"),
            "not_taking_part": among(code, "D"),
            "code_blank": ~known(code),
        }
    )


def _referred_within_30_days(core: Core) -> Mask:
    """A referral of the incident from the day of the arrest to thirty days later."""
    sent = core.referrals[["incident_key", "referred_ts"]].dropna()
    of = core.arrests[["agency", "arrest_key", "incident_key", "arrested_ts"]].merge(sent, on="incident_key")
    days = (of["referred_ts"].dt.normalize() - of["arrested_ts"].dt.normalize()).dt.days
    in_time = pd.MultiIndex.from_frame(of.loc[days.between(0, 30), ["agency", "arrest_key"]])
    return np.asarray(pd.MultiIndex.from_frame(core.arrests[["agency", "arrest_key"]]).isin(in_time))


def _arrest_within_day(core: Core) -> Mask:
    """An arrest by the end of the day after the report."""
    of = core.arrests[["incident_key", "arrested_ts"]].merge(
        core.incidents[["incident_key", "reported_ts"]].dropna(), on="incident_key"
    )
    latest_day = of["reported_ts"].dt.normalize() + pd.Timedelta(days=1)
    in_time = of["arrested_ts"].dt.normalize() <= latest_day
    return found(core.incidents["incident_key"], of.loc[in_time, "incident_key"])


def _pursued(core: Core) -> Mask:
    """A warrant asked for, or a referral, from the day of the report to seven days later."""
    asked = core.warrants.assign(when=core.warrants["requested_ts"].fillna(core.warrants["issued_ts"]))
    sent = core.referrals.assign(when=core.referrals["referred_ts"])
    steps = pd.concat([asked[["incident_key", "when"]], sent[["incident_key", "when"]]]).dropna()
    of = steps.merge(core.incidents[["incident_key", "reported_ts"]], on="incident_key")
    days = (of["when"].dt.normalize() - of["reported_ts"].dt.normalize()).dt.days
    return found(core.incidents["incident_key"], of.loc[days.between(0, 7), "incident_key"])


def _dual(core: Core) -> Mask:
    """Two or more people arrested who are each victim and suspect of the incident."""
    both = core.people[core.people["both"]]
    arrested = core.arrests.dropna(subset=["incident_key", "suspect_seq"])
    of = arrested.merge(both, left_on=["incident_key", "suspect_seq"], right_on=["incident_key", "seq"])
    people = of.groupby("incident_key")["suspect_seq"].nunique()
    return found(core.incidents["incident_key"], people.index[people >= 2])


def _later_steps(core: Core) -> dict[str, Mask]:
    """Steps that an incident reached by way of linked numbers."""
    r, key = core.referrals, core.incidents["incident_key"]
    convicted = core.court_cases.loc[yes(core.court_cases["convicted"]), "court_case_key"]
    return {
        "referred": found(key, r["incident_key"]),
        "filed": found(key, r.loc[among(r["review_decision"], "filed", "filed_lesser"), "incident_key"]),
        "convicted": found(key, r.loc[found(r["court_case_key"], convicted), "incident_key"]),
        "supervised": found(
            key, r.loc[found(r["court_case_key"], core.supervised["court_case_key"]), "incident_key"]
        ),
    }


def arrest_fact(core: Core) -> pd.DataFrame:
    """Arrests, by the day they were made."""
    a = core.arrests
    dv_reports = core.incidents.loc[core.incidents["dv"], "incident_key"]
    dv = yes(a["dv_charge"]) | found(a["incident_key"], dv_reports)
    sex = a["arrestee_sex"]
    return pd.DataFrame(
        {
            "agency": a["agency"],
            "date": a["arrested_ts"],
            "dv": dv,
            "ipv": dv & found(a["incident_key"], core.ipv_reports),
            "one": True,
            "dual": found(a["incident_key"], core.incidents.loc[_dual(core), "incident_key"]),
            "numbered": known(a["incident_key"]),
            "not_numbered": ~known(a["incident_key"]),
            "referred_soon": known(a["incident_key"]) & _referred_within_30_days(core),
            "woman": among(sex, "F"),
            "sex_known": among(sex, "F", "M", "X"),
            "sex_unknown": ~among(sex, "F", "M", "X"),
            "geo_area": a["incident_key"].map(core.incidents.set_index("incident_key")["geo_area"]),
            **{name: a[name] for name in ARRESTEE.values()},
        }
    )
