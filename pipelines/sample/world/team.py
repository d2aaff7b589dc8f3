"""The made-up team: partners and their agreements, groups, seats by role, meetings.

Planted for the workbooks to find: an agreement that ends soon and one that has ended, a partner that has not decided, a group without
an advocate and one without a practitioner, an agency without a liaison, a member without orientation, a meeting of too few.
"""

from __future__ import annotations

import pandas as pd

from pipelines.sample.world.dice import Dice
from pipelines.sample.world.shapes import WorldOptions, sample_agencies
from pipelines.sample.world.team_year import Records, TeamYear, lines_of

GROUP_WITHOUT_ADVOCATE = "WG-PRETRIAL"
GROUP_WITHOUT_PRACTITIONER = "WG-COURT"
AGENCY_WITHOUT_LIAISON = "rpd"
NOT_ORIENTED = "pretrial"
TOO_FEW_CAME = "MT-09"
ENDS_SOON, HAS_ENDED = "P-04", "P-11"

# Partner, organization (None: as the site calls the agency), agency, kind, takes part, head, liaison, memorandum, weeks signed and ending,
# week of the data annex, what it agreed to, what holds it back, next step, week of the last contact.
_PARTNERS = (
    ("P-01", None, "ecc", "justice_agency", "participating", "communications director", "quality manager", "signed", -6, 150, -5, "sends_data; opens_files; reviews_policy; team_seat; trains_staff; names_liaison", None, None, 60),
    ("P-02", None, "mpd", "justice_agency", "participating", "chief of police", "records manager", "signed", -5, 151, -5, "sends_data; opens_files; reviews_policy; team_seat; work_group_seat; trains_staff; names_liaison", None, None, 62),
    ("P-03", None, "rpd", "justice_agency", "participating", "chief of police", None, "signed", -3, 153, -2, "sends_data; opens_files; reviews_policy; team_seat; work_group_seat", "Few staff to read case files.", "The chief names a new liaison.", 58),
    ("P-04", None, "so", "justice_agency", "participating", "sheriff", "jail lieutenant", "renewal_due", -84, 73, -84, "sends_data; opens_files; reviews_policy; team_seat; names_liaison", None, "The new text is with the county attorney.", 63),
    ("P-05", None, "pretrial", "justice_agency", "participating", "pretrial director", "senior evaluator", "signed", -4, 152, -4, "sends_data; opens_files; team_seat; names_liaison", None, None, 57),
    ("P-06", None, "da", "justice_agency", "participating", "district attorney", "victim/witness manager", "signed", -6, 150, -6, "sends_data; opens_files; reviews_policy; team_seat; work_group_seat; trains_staff; names_liaison", None, None, 61),
    ("P-07", None, "court", "justice_agency", "participating", "presiding judge", "court administrator", "signed", -4, 152, -4, "sends_data; team_seat; names_liaison", "The bench keeps its independence; figures are by court, never by judge.", None, 55),
    ("P-08", None, "prob", "justice_agency", "participating", "chief probation officer", "field supervisor", "signed", -5, 151, -5, "sends_data; opens_files; reviews_policy; team_seat; work_group_seat; names_liaison", None, None, 59),
    ("P-09", None, "adv", "advocacy", "participating", "program director", "Blueprint advocate", "signed", -8, 148, -7, "sends_data; team_seat; work_group_seat; responds_to_victims; consults_survivors; trains_staff; names_liaison", None, None, 63),
    ("P-10", "Alder Families Center", None, "community_org", "participating", "center director", None, "signed", 2, 106, None, "work_group_seat; consults_survivors", None, None, 52),
    ("P-11", "Alder County Bar, family section", None, "other", "participating", "section chair", None, "expired", -50, 54, None, "work_group_seat", None, "Ask whether the section goes on.", 50),
    ("P-12", "Two Rivers Tribal Court", None, "tribal", "considering", "court administrator", None, "drafting", None, None, None, None, "Wants to see first how orders of both courts are read.", "The judges of both courts meet.", 61),
    ("P-13", "Alder County Board", None, "funder", "participating", "board chair", "grants manager", "not_started", None, None, None, "funds", None, None, 48),
)  # fmt: skip
# Group, title, kind, areas, purpose, weeks formed and closed.
_GROUPS = (
    ("WG-TEAM", "Adaptation team", "team", None, "Reads the evidence and adapts the recommended practices", -8, 44),
    ("WG-IMPL", "Implementation team", "implementation", None, "Puts decisions into practice and looks at the figures", 44, None),
    ("WG-DIR", "Directors", "directors", None, "Decide on what the team recommends", -8, None),
    ("WG-ECC", "911 work group", "work_group", "ecc", "Policies and records of call-takers and dispatchers", 0, None),
    ("WG-PATROL", "Patrol and investigation work group", "work_group", "patrol; investigation", "Policies and reports of both police departments", 0, None),
    ("WG-JAIL", "Jail and warrants work group", "work_group", "sheriff_jail; warrants_civil", "Release, notice and warrants", 1, None),
    ("WG-PRETRIAL", "Bail and release work group", "work_group", "pretrial", "Evaluations and supervised release", 2, None),
    ("WG-PROSECUTION", "Prosecution work group", "work_group", "prosecution; victim_witness", "Charging, contact with victims, pleas", 1, None),
    ("WG-COURT", "Court work group", "work_group", "court", "Orders, calendars and reviews", 4, None),
    ("WG-PROBATION", "Probation work group", "work_group", "probation", "Intake, supervision and violations", 2, None),
    ("WG-REVIEW", "Case review group", "case_review", None, "Reads records of each agency every quarter", 6, None),
    ("WG-ADVOCATES", "Advocates", "advocates", "advocacy", "Set the agenda from what survivors say", -8, None),
)  # fmt: skip
# Group, agency (or organization), title of whoever holds the seat, seat, weeks joined and left.
_SEATS = (
    ("WG-TEAM", "", "Blueprint coordinator", "coordinator", -8, 44),
    ("WG-TEAM", "adv", "Blueprint advocate", "lead", -8, 44),
    ("WG-TEAM", "ecc", "quality manager", "liaison", -6, 44),
    ("WG-TEAM", "mpd", "records manager", "liaison", -5, 44),
    ("WG-TEAM", "rpd", "patrol sergeant", "liaison", -3, 40),
    ("WG-TEAM", "so", "jail lieutenant", "liaison", -6, 44),
    ("WG-TEAM", "da", "victim/witness manager", "liaison", -6, 44),
    ("WG-TEAM", "prob", "field supervisor", "liaison", -5, 44),
    ("WG-IMPL", "", "Blueprint coordinator", "coordinator", 44, None),
    ("WG-IMPL", "adv", "Blueprint advocate", "lead", 44, None),
    ("WG-IMPL", "adv", "advocacy supervisor", "liaison", 44, None),
    ("WG-IMPL", "ecc", "quality manager", "liaison", 44, None),
    ("WG-IMPL", "mpd", "records manager", "liaison", 44, None),
    ("WG-IMPL", "rpd", "patrol officer", "practitioner", 46, None),
    ("WG-IMPL", "so", "jail lieutenant", "liaison", 44, None),
    ("WG-IMPL", "pretrial", "senior evaluator", "liaison", 50, None),
    ("WG-IMPL", "da", "victim/witness manager", "liaison", 44, None),
    ("WG-IMPL", "court", "court administrator", "liaison", 44, None),
    ("WG-IMPL", "prob", "field supervisor", "liaison", 44, None),
    ("WG-DIR", "mpd", "chief of police", "director", -5, None),
    ("WG-DIR", "so", "sheriff", "director", -6, None),
    ("WG-DIR", "da", "district attorney", "director", -6, None),
    ("WG-DIR", "court", "presiding judge", "director", -4, None),
    ("WG-DIR", "prob", "chief probation officer", "director", -5, None),
    ("WG-DIR", "adv", "program director", "director", -8, None),
    ("WG-ECC", "ecc", "shift supervisor", "lead", 0, None),
    ("WG-ECC", "ecc", "call-taker", "practitioner", 0, None),
    ("WG-ECC", "ecc", "dispatcher", "practitioner", 0, 30),
    ("WG-ECC", "adv", "crisis line advocate", "advocate", 0, None),
    ("WG-PATROL", "mpd", "patrol lieutenant", "lead", 0, None),
    ("WG-PATROL", "mpd", "patrol officer", "practitioner", 0, None),
    ("WG-PATROL", "mpd", "investigator", "practitioner", 0, None),
    ("WG-PATROL", "rpd", "patrol officer", "practitioner", 1, None),
    ("WG-PATROL", "adv", "Blueprint advocate", "advocate", 0, None),
    ("WG-JAIL", "so", "jail lieutenant", "lead", 1, None),
    ("WG-JAIL", "so", "booking deputy", "practitioner", 1, None),
    ("WG-JAIL", "so", "warrants deputy", "practitioner", 1, None),
    ("WG-JAIL", "adv", "crisis line advocate", "advocate", 1, None),
    ("WG-PRETRIAL", "pretrial", "senior evaluator", "lead", 2, None),
    ("WG-PRETRIAL", "pretrial", "evaluator", "practitioner", 2, None),
    ("WG-PRETRIAL", "court", "clerk of first appearances", "practitioner", 2, None),
    ("WG-PROSECUTION", "da", "deputy prosecutor", "lead", 1, None),
    ("WG-PROSECUTION", "da", "victim/witness manager", "practitioner", 1, None),
    ("WG-PROSECUTION", "mpd", "investigator", "practitioner", 1, None),
    ("WG-PROSECUTION", "adv", "court advocate", "advocate", 1, None),
    ("WG-COURT", "court", "court administrator", "lead", 4, None),
    ("WG-COURT", "adv", "court advocate", "advocate", 4, None),
    ("WG-COURT", "Alder County Bar, family section", "section member", "community", 4, 54),
    ("WG-PROBATION", "prob", "field supervisor", "lead", 2, None),
    ("WG-PROBATION", "prob", "probation agent", "practitioner", 2, None),
    ("WG-PROBATION", "adv", "court advocate", "advocate", 2, None),
    ("WG-PROBATION", "Alder Families Center", "group leader", "community", 5, None),
    ("WG-REVIEW", "", "Blueprint coordinator", "lead", 6, None),
    ("WG-REVIEW", "adv", "advocacy supervisor", "advocate", 6, None),
    ("WG-REVIEW", "mpd", "patrol sergeant", "practitioner", 6, None),
    ("WG-REVIEW", "da", "deputy prosecutor", "practitioner", 6, None),
    ("WG-REVIEW", "prob", "probation agent", "practitioner", 8, None),
    ("WG-ADVOCATES", "adv", "Blueprint advocate", "lead", -8, None),
    ("WG-ADVOCATES", "adv", "crisis line advocate", "advocate", -8, None),
    ("WG-ADVOCATES", "Alder Families Center", "family advocate", "advocate", 2, None),
)  # fmt: skip
# Meeting, group, week, agencies, what was discussed, what follows, advocate led, quarters back of the edition looked at.
_MEETINGS = (
    ("MT-01", "WG-TEAM", 1, "ecc; mpd; rpd; so; da; prob; adv", "How the assessment is done and who takes part", "Work groups begin; materials are asked for", True, None),
    ("MT-02", "WG-DIR", 3, "mpd; so; da; court; prob; adv", "Agreements and what each office gives to the work", "Liaisons are named", False, None),
    ("MT-03", "WG-TEAM", 6, "ecc; mpd; rpd; so; da; adv", "First drawing of the way of a case, from 911 to probation", "Interviews and observations are set", False, None),
    ("MT-04", "WG-PATROL", 12, "mpd; rpd; adv", "Reports read against the recommended practices", "K-01; K-02; K-12", True, None),
    ("MT-05", "WG-ECC", 13, "ecc; adv", "Priorities of calls and the language line", "K-03; K-04", False, None),
    ("MT-06", "WG-JAIL", 14, "so; adv", "Who tells a victim before a release", "K-05", True, None),
    ("MT-07", "WG-PROSECUTION", 15, "da; mpd; adv", "What is in the file when charges are decided", "K-07; K-08", False, None),
    ("MT-08", "WG-TEAM", 16, "ecc; mpd; rpd; so; da; prob; adv", "Conclusions of the work groups side by side", "K-06; K-09; K-10; K-11", True, None),
    ("MT-09", "WG-TEAM", 22, "mpd; adv", "First recommendations; too few came to go on", "The meeting is held again", True, None),
    ("MT-10", "WG-TEAM", 24, "ecc; mpd; so; da; prob; adv", "Reviews of the first recommendations", "REC-01; REC-02; REC-03", True, None),
    ("MT-11", "WG-DIR", 27, "mpd; so; da; court; prob; adv", "Recommendations one to four, with the reviews", "DEC-01; DEC-02; DEC-03", False, 3),
    ("MT-12", "WG-REVIEW", 30, "mpd; da; prob; adv", "Records of the quarter", "F-01; F-02", True, 3),
    ("MT-13", "WG-DIR", 33, "mpd; so; da; court; prob; adv", "Recommendations five to twelve, with the reviews", "DEC-04; DEC-05; DEC-06", False, 2),
    ("MT-14", "WG-TEAM", 40, "ecc; mpd; so; da; prob; adv", "What is decided, and who puts it into practice", "The team becomes the implementation team", True, 2),
    ("MT-15", "WG-REVIEW", 43, "mpd; da; prob; adv", "Records of the quarter", "F-03; F-04", True, 2),
    ("MT-16", "WG-IMPL", 46, "ecc; mpd; so; da; court; prob; adv", "Milestones of each decision", "MS-01 to MS-16", True, 2),
    ("MT-17", "WG-ADVOCATES", 50, "adv", "What survivors said in two quarters", "K-13", True, 1),
    ("MT-18", "WG-IMPL", 54, "ecc; mpd; rpd; so; pretrial; da; court; prob; adv", "Figures of the quarter and open findings", "F-05", True, 1),
    ("MT-19", "WG-DIR", 56, "mpd; so; da; court; prob; adv", "Findings and what each office does about them", "F-02 is closed", False, 1),
    ("MT-20", "WG-REVIEW", 58, "mpd; da; prob; adv", "Records of the quarter", "K-14; F-06", True, 1),
    ("MT-21", "WG-IMPL", 62, "ecc; mpd; so; pretrial; da; prob; adv", "The public launch and what is late", "MS-17; MS-18", True, 1),
)  # fmt: skip


def make_team(options: WorldOptions, year: TeamYear) -> Records:
    """The registers of who works together, by the coordinator and dataset."""
    return {
        **year.register("partners_mou", _partners(options, year)),
        **year.register("work_groups", _groups(year)),
        **year.register("team_members", _seats(options, year)),
        **year.register("meetings", _meetings(options, year)),
    }


def _partners(options: WorldOptions, year: TeamYear) -> list[dict[str, object]]:
    agencies = {
        agency.code: agency
        for agency in sample_agencies(options.population, year.calendar.first_month.date())
    }
    names = "partner_id organization agency_code partner_kind participation_status director_role liaison_role mou_status signed ends annex roles concern next_step contact"
    rows = []
    for row in lines_of(names, _PARTNERS):
        agency = agencies.get(row["agency_code"])
        rows.append(
            {**row, "organization": row["organization"] or (agency.name if agency else None), "mou_signed_date": year.days(row["signed"]),
             "mou_expires_date": year.days(row["ends"]), "data_sharing_annex": row["annex"] is not None if agency else None,
             "data_annex_signed_date": year.days(row["annex"]), "datasets_agreed": "; ".join(agency.datasets) if agency else None,
             "director_consulted_date": year.day(41) if agency and agency.code not in ("rpd", "court") else None,
             "last_contact_date": year.day(row["contact"])}
        )  # fmt: skip
    return rows


def _groups(year: TeamYear) -> list[dict[str, object]]:
    return [
        {**row, "formed_date": year.days(row["formed"]), "closed_date": year.days(row["closed"])}
        for row in lines_of("group_id title meeting_group areas purpose formed closed", _GROUPS)
    ]


def _seats(options: WorldOptions, year: TeamYear) -> list[dict[str, object]]:
    codes = {agency.code for agency in sample_agencies(options.population, year.calendar.first_month.date())}
    return [
        {**row, "member_id": f"SEAT-{number:02d}", "joined_date": year.days(row["joined"]), "left_date": year.days(row["left"]),
         "agency_code": row["whose"] if row["whose"] in codes else None,
         "organization": None if row["whose"] in codes else row["whose"] or "Blueprint office"}
        for number, row in enumerate(lines_of("group_id whose member_role seat joined left", _SEATS), 1)
    ]  # fmt: skip


def _meetings(options: WorldOptions, year: TeamYear) -> pd.DataFrame:
    dice = Dice(options.seed, "team meetings")
    kinds = {group[0]: group[2] for group in _GROUPS}
    names = "meeting_id group_id week agencies_present agenda action_items advocate_led edition"
    rows = pd.DataFrame(lines_of(names, _MEETINGS))
    rows["meeting_group"] = rows["group_id"].map(kinds)
    rows["meeting_date"] = [year.day(week, 2) for week in rows["week"]]
    seats = rows["agencies_present"].str.count(";") + 1
    rows["attendance_n"] = seats + dice.between(len(rows), 1, 4)
    rows["chair_role"] = [
        "Blueprint advocate" if led else "Blueprint coordinator" for led in rows["advocate_led"]
    ]
    rows["edition_label"] = [None if pd.isna(back) else year.quarter(int(back)) for back in rows["edition"]]
    rows["discussion_summary"] = rows["agenda"] + "."
    following = rows.groupby("group_id")["meeting_date"].shift(-1)
    rows["next_meeting_date"] = following.fillna(rows["meeting_date"] + pd.Timedelta(weeks=8))
    return rows
