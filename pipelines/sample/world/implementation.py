"""What came of the decisions of the made-up county: milestones, training, public events, findings, reviews before a release.

Planted for the workbooks to find: milestones past their day, one planned after its decision takes effect, findings past their day
and one not told to the director, a fact sheet that no advocate has approved yet.
"""

from __future__ import annotations

import pandas as pd

from pipelines.sample.world.dice import Dice
from pipelines.sample.world.shapes import WorldOptions
from pipelines.sample.world.team_year import Records, TeamYear, lines_of

OVERDUE_MILESTONES = ("MS-06", "MS-10", "MS-13", "MS-18")
AFTER_EFFECT = "MS-06"
OVERDUE_FINDINGS = ("F-01", "F-03")
NOT_TOLD = "F-06"

# Milestone, decision, kind, responsibility, what is done, owner, weeks planned and done, standing, evidence, field, measure, note.
_MILESTONES = (
    ("MS-01", "DEC-01", "procedure", "5.b.ii", "General Order 310 is in force in its new wording", "patrol lieutenant", 31, 31, "done", "MPD-D01", None, "M009", None),
    ("MS-02", "DEC-01", "training", "5.c.i", "Every shift is briefed on the new order", "patrol lieutenant", 31, 33, "done", "MPD-D08", None, None, "Two weeks late; the night shift came last."),
    ("MS-03", "DEC-01", "monitoring", "5.d.i", "Calls without a report are looked at each month", "patrol lieutenant", 32, None, "on_track", None, None, "M009", None),
    ("MS-04", "DEC-02", "form", "5.b.ii", "The report form with three risk questions is in use", "patrol sergeant", 36, 37, "done", "RPD-D07", None, "M025", None),
    ("MS-05", "DEC-02", "documentation", "5.b.i", "Risk answers are written down in each report", "patrol sergeant", 37, 38, "done", "RPD-D07", "rms_incidents.risk_questions_answered", "M025", None),
    ("MS-06", "DEC-02", "database", "5.b.iii", "The fourth question is on the report screen", "records manager", 60, None, "late", None, None, "M025", "The seller of the system names no day."),
    ("MS-07", "DEC-03", "procedure", "5.b.ii", "The dispatch protocol names priority one or two for every call", "quality manager", 30, 30, "done", "ECC-D02", None, "M003", None),
    ("MS-08", "DEC-03", "training", "5.c.i", "Every dispatcher has had the training", "quality manager", 30, 31, "done", "ECC-D06", None, None, None),
    ("MS-09", "DEC-04", "procedure", "5.b.ii", "Two attempts by phone before each release", "jail lieutenant", 38, 39, "done", "SO-D04", None, "M064", None),
    ("MS-10", "DEC-04", "documentation", "5.b.i", "Each attempt has a field in the jail system", "jail lieutenant", 39, None, "at_risk", None, "jms_bookings.victim_notified", "M064", "The field is there; nobody fills it on weekends."),
    ("MS-11", "DEC-04", "training", "5.c.i", "Booking deputies know the two attempts", "jail lieutenant", 38, 38, "done", "SO-D08", None, None, None),
    ("MS-12", "DEC-06", "procedure", "5.b.ii", "Hearings on firearms are set within ten days", "court administrator", 40, 41, "done", "COURT-D02", None, "M113", None),
    ("MS-13", "DEC-06", "form", "5.b.ii", "The order form has a line for the day of the hearing", "court administrator", 40, None, "on_track", None, None, "M113", None),
    ("MS-14", "DEC-08", "procedure", "5.b.ii", "Each report is read with the checklist within three days", "patrol sergeant", 40, 40, "done", "MPD-D07", None, "M046", None),
    ("MS-15", "DEC-08", "training", "5.c.i", "Sergeants have practiced with the checklist", "patrol sergeant", 39, 39, "done", "MPD-D07", None, None, None),
    ("MS-16", "DEC-09", "procedure", "5.b.ii", "The evaluator tries to reach the victim before the first appearance", "senior evaluator", 38, 38, "done", "PRETRIAL-D03", None, "M068", None),
    ("MS-17", None, "launch", "5.c", "Public launch", "Blueprint coordinator", 70, None, "on_track", None, None, None, None),
    ("MS-18", None, "launch", "5.c.ii", "Fact sheet read and approved", "Blueprint coordinator", 65, None, "at_risk", None, None, None, "Waits for the advocates."),
    ("MS-19", None, "launch", "5.c.i", "Joint training days of all agencies", "Blueprint coordinator", 68, None, "on_track", None, None, None, None),
    ("MS-20", None, "launch", "5.c.ii", "Room, interpreters and child care are arranged", "Blueprint coordinator", 69, None, "not_started", None, None, None, None),
)  # fmt: skip
# Training, title, kind, week, hours, what it cost, and who: agency, group, people in it, places.
_TRAINING = (
    ("TR-01", "What the Blueprint asks of a team", "orientation", 0, 2, 0, (("ecc", "team", 3, 6), ("mpd", "team", 4, 6), ("rpd", "team", 2, 4), ("so", "team", 3, 6), ("da", "team", 3, 4), ("court", "team", 2, 4), ("prob", "team", 2, 4), ("adv", "team", 5, 8))),
    ("TR-02", "What the Blueprint asks of a work group", "orientation", 8, 2, 0, (("ecc", "team", 2, 6), ("mpd", "team", 3, 6), ("rpd", "team", 1, 4), ("so", "team", 3, 6), ("da", "team", 3, 4), ("court", "team", 2, 4), ("prob", "team", 3, 4), ("adv", "team", 3, 8))),
    ("TR-03", "Danger questions in every report", "roll_call", 32, 1, 150, (("mpd", "patrol", 46, 60), ("rpd", "patrol", 24, 30))),
    ("TR-04", "General Order 310", "roll_call", 33, 1, 100, (("mpd", "patrol", 46, 60), ("mpd", "supervisor", 9, 12))),
    ("TR-05", "Priorities and risk on the line", "agency", 31, 4, 1200, (("ecc", "call_taker", 14, 16), ("ecc", "dispatcher", 10, 12))),
    ("TR-06", "Reaching a victim before a release", "agency", 38, 3, 600, (("so", "jail", 28, 30),)),
    ("TR-07", "Reading reports with the checklist", "agency", 39, 3, 400, (("mpd", "supervisor", 9, 12), ("rpd", "supervisor", 5, 6))),
    ("TR-08", "What the Blueprint asks of an implementation team", "orientation", 47, 2, 0, (("ecc", "team", 1, 4), ("mpd", "team", 1, 4), ("rpd", "team", 1, 4), ("so", "team", 1, 4), ("da", "team", 1, 4), ("court", "team", 1, 4), ("prob", "team", 1, 4), ("adv", "team", 2, 4))),
    ("TR-09", "One case, every agency", "interagency", 52, 6, 5200, (("mpd", "patrol", 46, 20), ("rpd", "patrol", 24, 10), ("da", "prosecutor", 8, 8), ("prob", "probation", 11, 10), ("adv", "advocate", 7, 8), ("court", "court_staff", 9, 6))),
    ("TR-10", "Firearms and orders", "interagency", 57, 3, 900, (("court", "judge", 4, 6), ("da", "prosecutor", 8, 10), ("so", "supervisor", 6, 8))),
)  # fmt: skip
# Event, kind, title, week, for whom, owner, weeks of the approvals (directors, advocate), standing, quarters back of its figures.
_EVENTS = (
    ("EV-01", "press_release", "Agencies of the county agree on one response", 6, "Local press", "Blueprint coordinator", 5, 5, "held", None),
    ("EV-02", "community_event", "An evening with community organizations", 30, "Community organizations", "Blueprint advocate", 28, 27, "held", 3),
    ("EV-03", "fact_sheet", "One year in figures", 68, "Residents", "Blueprint coordinator", 63, None, "planned", 1),
    ("EV-04", "public_launch", "Public launch", 70, "Residents and press", "Blueprint coordinator", None, None, "planned", 1),
    ("EV-05", "press_release", "What has changed in a year", 70, "Local press", "Blueprint coordinator", None, None, "planned", 1),
)  # fmt: skip
# Finding, agency, element, measure, what raised it, weeks found and told, words, causes, action, change, owner, weeks due, to measure
# again, measured, result, standing, weeks closed and with the action in place, field that is often blank.
_FINDINGS = (
    ("F-01", "mpd", "PAT-01", "M009", "below_threshold", 30, 33, "A third of the calls still end without a report.", "admin_practices", "Each shift gets a list of its calls without a report.", "supervision", "patrol lieutenant", 58, 66, None, None, "in_progress", None, 40, None),
    ("F-02", "rpd", "PAT-07", "M025", "often_blank", 30, 33, "One report in four has a blank danger question.", "admin_practices; education_training", "The form cannot be closed while a question is blank.", "form", "patrol sergeant", 42, 54, 55, "better", "closed", 56, 38, "rms_incidents.risk_questions_answered"),
    ("F-03", "so", "JWC-04", "M064", "survivors", 43, 46, "On weekends nobody is told before a release.", "linkages; resources", "The shift leader makes the second attempt.", "protocol", "jail lieutenant", 52, 62, None, None, "waiting", None, 52, None),
    ("F-04", "ecc", "ECC-01", "M003", "below_threshold", 43, 46, "Some calls in progress get a lower priority.", "rules_regulations", "The screen offers two priorities only.", "database", "quality manager", 50, 55, 56, "better", "closed", 57, 49, None),
    ("F-05", "prob", "PRB-09", "M138", "falling", 54, 56, "Fewer violations are answered in time than half a year ago.", "resources", "A second agent reads violations on Mondays.", "resource", "field supervisor", 70, 82, None, None, "open", None, None, None),
    ("F-06", "da", "PRO-08", "M090", "below_threshold", 58, None, "Fewer than half of the victims are reached before the decision.", "linkages", None, None, "deputy prosecutor", 72, None, None, None, "open", None, None, None),
)  # fmt: skip
# Quarters back, draft, role, week, verdict, gaps accepted, comment.
_RELEASE_REVIEWS = (
    (3, "1C4E-77B0", "blueprint_advocate", 29, "changes_needed", None, "The page on survivors comes after the arrests. It comes first."),
    (3, "5D21-0A9F", "blueprint_advocate", 30, "approved", True, None),
    (3, "5D21-0A9F", "steering_group", 30, "approved", True, None),
    (2, "88E3-41CD", "blueprint_advocate", 43, "approved", True, "Say why the jail has no figures for a month."),
    (2, "88E3-41CD", "steering_group", 43, "approved", True, None),
)  # fmt: skip


def make_implementation(options: WorldOptions, year: TeamYear) -> Records:
    """The registers of what was done, by the coordinator and dataset."""
    return {
        **year.register("milestones", _milestones(year)),
        **year.register("training", _training(options, year)),
        **year.register("events", _events(year)),
        **year.register("release_reviews", _release_reviews(year)),
        **year.register("findings", _findings(year)),
    }


def _milestones(year: TeamYear) -> list[dict[str, object]]:
    names = "milestone_id decision_id milestone_kind seed_ref title owner_role planned done status evidence_doc_id data_field measure_id note"
    return [
        {**row, "planned_date": year.day(row["planned"]), "done_date": year.days(row["done"])}
        for row in lines_of(names, _MILESTONES)
    ]


def _training(options: WorldOptions, year: TeamYear) -> pd.DataFrame:
    dice = Dice(options.seed, "training")
    names = "event_id title training_kind week hours cost_usd who"
    rows = pd.DataFrame(
        {**row, "agency_code": agency, "target_group": group, "target_n": target, "capacity_n": places, "share": 1 / len(row["who"])}
        for row in lines_of(names, _TRAINING)
        for agency, group, target, places in row["who"]
    )  # fmt: skip
    n = len(rows)
    rows["held_date"] = [year.day(week) for week in rows["week"]]
    rows["invited_n"] = rows[["target_n", "capacity_n"]].min(axis=1)
    rows["attended_n"] = (rows["invited_n"] * (0.75 + 0.25 * dice.rng.random(n))).round().clip(1)
    rows.loc[rows["target_group"] == "judge", "attended_n"] = None  # nobody counted
    is_tested = ~rows["training_kind"].isin(["orientation", "roll_call"])
    rows["completed_test_n"] = rows["attended_n"].where(is_tested)
    rows["avg_pre"] = pd.Series(dice.between(n, 48, 66)).where(is_tested)
    rows["avg_post"] = rows["avg_pre"] + dice.between(n, 12, 28)
    rows["cost_usd"] = (rows["cost_usd"] * rows["share"]).round()
    return rows


def _events(year: TeamYear) -> list[dict[str, object]]:
    names = "event_id public_event_kind title planned audience owner_role directors advocate status edition"
    return [
        {**row, "planned_date": year.day(row["planned"]), "directors_approved_date": year.days(row["directors"]),
         "advocate_approved_date": year.days(row["advocate"]), "edition_label": None if row["edition"] is None else year.quarter(row["edition"])}
        for row in lines_of(names, _EVENTS)
    ]  # fmt: skip


def _release_reviews(year: TeamYear) -> list[dict[str, object]]:
    names = "back draft_ref reviewer_role week verdict gaps_accepted comment"
    return [
        {**row, "edition_label": year.quarter(row["back"]), "reviewed_on_date": year.day(row["week"])}
        for row in lines_of(names, _RELEASE_REVIEWS)
    ]


def _findings(year: TeamYear) -> list[dict[str, object]]:
    names = (
        "finding_id agency_code element_id measure_id finding_trigger found told finding cause_codes action "
        "change_kind owner_role due again measured remeasured_result status closed in_place data_field"
    )
    dated = {"found_date": "found", "director_told_date": "told", "due_date": "due", "remeasure_due_date": "again", "remeasured_date": "measured", "closed_date": "closed", "action_done_date": "in_place", "shared_with_team_date": "told"}  # fmt: skip
    return [
        {**row, **{field: year.days(row[name]) for field, name in dated.items()}}
        for row in lines_of(names, _FINDINGS)
    ]
