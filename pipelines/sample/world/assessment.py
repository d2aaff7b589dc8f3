"""The registers of the made-up county's assessment: source book, map of a case, interviews, observations.

Planted for the workbooks to find: documents that a checklist names and the source book lacks, a replaced one, one without a
copy, one past its review; a step without a link to the next, one without an advocate, one whose form is missing.
"""

from __future__ import annotations

import pandas as pd

from pipelines.sample.world.team_year import Records, TeamYear, lines_of

MISSING_DOCUMENTS = ("RPD-D06", "PROB-D05")
REPLACED_DOCUMENT, NEW_DOCUMENT = "SO-D03", "SO-D07"
WITHOUT_COPY = "COURT-D06"
PAST_REVIEW = ("DA-D02", "ECC-D03")
STEP_WITHOUT_LINK = "booking"
STEPS_WITHOUT_ADVOCATE = ("warrant", "pretrial_hearings")
STEP_WITHOUT_RISK = "charging"

# Each agency's documents, in the order of their numbers: kind, title, steps that use it.
_DOCUMENTS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "ecc": (
        ("protocol", "Call-taking protocol, domestic violence", "call_911"),
        ("protocol", "Dispatch protocol, priority calls", "dispatch"),
        ("job_aid", "Question card for call-takers", "call_911"),
        ("form", "Supervisor's call review form", "call_911; dispatch"),
        ("database_screen", "Dispatch screen: domestic violence fields", "dispatch"),
        ("training_memo", "Language line and open-line calls", "call_911"),
    ),
    "mpd": (
        ("general_order", "General Order 310: Domestic violence response", "patrol_response; supervisor_review"),
        ("form", "Domestic violence supplement with risk questions", "patrol_response"),
        ("checklist", "Supervisor's report checklist", "supervisor_review"),
        ("protocol", "Follow-up investigation protocol", "investigation"),
        ("form", "Warrant request packet", "warrant; referral"),
        ("job_aid", "Pocket card: self-defense and predominant aggressor", "patrol_response"),
    ),
    "rpd": (
        ("policy", "Policy 4.12: Family violence", "patrol_response"),
        ("form", "Family violence report form", "patrol_response"),
        ("policy", "Policy 4.13: Report approval", "supervisor_review"),
        ("protocol", "Case referral procedure", "referral"),
        ("training_memo", "Strangulation: what to ask and record", "patrol_response"),
        ("form", "Victim information card", "patrol_response; advocacy"),
    ),
    "so": (
        ("policy", "Jail policy J-204: Release of arrestees in family cases", "booking; pretrial_release"),
        ("form", "Booking form with no-contact field", "booking"),
        ("protocol", "Warrant service priorities", "warrant"),
        ("protocol", "Victim notice before release", "victim_notice"),
        ("form", "Firearm receipt", "protection_order"),
        ("protocol", "Courthouse security plan", "first_appearance; pretrial_hearings"),
    ),
    "pretrial": (
        ("policy", "Bail evaluation policy", "pretrial_release"),
        ("form", "Bail evaluation with danger supplement", "pretrial_release"),
        ("protocol", "Victim contact before bail", "pretrial_release; victim_notice"),
        ("protocol", "Supervised release standards", "pretrial_release"),
        ("form", "Violation report, pretrial", "pretrial_hearings"),
        ("mou", "Agreement with the court on evaluations", "first_appearance"),
    ),
    "da": (
        ("policy", "Charging guide, domestic violence", "charging"),
        ("policy", "Victim contact and participation", "charging; pretrial_hearings"),
        ("form", "Charging file checklist", "charging"),
        ("form", "Declination form with reasons", "charging"),
        ("policy", "Plea and sentencing positions", "case_outcome; sentence"),
        ("protocol", "Victim/witness notices", "victim_notice"),
    ),
    "court": (
        ("standing_order", "Standing order 12: No-contact orders", "first_appearance"),
        ("job_aid", "Bench card: firearms", "first_appearance; sentence"),
        ("form", "No-contact order form", "first_appearance"),
        ("standing_order", "Standing order 15: Review hearings", "violation_hearing"),
        ("job_aid", "Bench guide: requests to lift an order", "pretrial_hearings"),
        ("protocol", "Calendar for protection orders", "protection_order"),
    ),
    "prob": (
        ("policy", "Supervision standards, domestic violence", "supervision; discharge"),
        ("form", "Presentence report outline", "presentence"),
        ("form", "Intake form with risk tool", "probation_intake"),
        ("protocol", "Response to violations", "violation_hearing"),
        ("mou", "Agreement with intervention programs", "supervision"),
        ("protocol", "Victim contact by agents", "probation_intake; supervision"),
    ),
}  # fmt: skip

# Documents that came of the work: number, agency, kind, title, steps, week from which they hold, document that they replace.
_NEW_DOCUMENTS = (
    ("MPD-D07", "mpd", "checklist", "Supervisor's checklist for domestic violence reports", "supervisor_review", 40, None),
    ("MPD-D08", "mpd", "training_memo", "Briefing on General Order 310", "patrol_response", 31, None),
    ("RPD-D07", "rpd", "form", "Family violence report form with danger questions", "patrol_response", 37, "RPD-D02"),
    ("SO-D08", "so", "training_memo", "Two attempts before each release", "booking; victim_notice", 38, None),
    ("ADV-D01", "adv", "report", "What survivors told us, first round", "advocacy", 14, None),
    ("ADV-D02", "adv", "report", "What survivors told us, second round", "advocacy", 40, None),
    ("ADV-D03", "adv", "report", "What community organizations told us", "advocacy", 54, None),
)  # fmt: skip

# Step, area, link to the next step, forms, advocate link, how risk is asked.
_STEPS: tuple[tuple[str, str, str | None, str | None, str | None, str | None], ...] = (
    ("call_911", "ecc", "Call entered in dispatch while the caller is on the line", "ECC-D01; ECC-D03", "Caller is told that advocates are there day and night", "Weapons, threats, past violence and orders are asked"),
    ("dispatch", "ecc", "Risk answers read to the officers on the way", "ECC-D02; ECC-D05", "None needed at this step", "History and orders looked up and passed on"),
    ("patrol_response", "patrol", "Report and supplement to the sergeant by the end of shift", "MPD-D01; MPD-D02; RPD-D01; RPD-D02", "Officer calls the advocacy line from the scene after an arrest", "Blueprint risk questions on the supplement"),
    ("supervisor_review", "patrol", "Approved report to investigations and the prosecutor the next day", "MPD-D03; RPD-D03", "Sergeant checks that the advocacy line was called", "Sergeant returns reports with blank risk answers"),
    ("investigation", "investigation", "Packet to the prosecutor with the 911 recording", "MPD-D04", "Investigator asks the advocate to arrange the contact", "Pattern and earlier incidents attached"),
    ("warrant", "warrants_civil", "Warrant entered the same day; arrest goes to booking", "MPD-D05; SO-D03", None, "Warrants ranked by danger"),
    ("booking", "sheriff_jail", None, "SO-D01; SO-D02", "Jail gives the advocate's card on release", "Statements about danger reported to pretrial"),
    ("pretrial_release", "pretrial", "Evaluation before the judge at first appearance", "PRETRIAL-D01; PRETRIAL-D02", "Evaluator asks the advocate to reach the victim", "Danger supplement in every evaluation"),
    ("referral", "prosecution", "Packet logged the day it comes", "MPD-D05; RPD-D04", "Victim/witness staff are told of each referral", "Risk answers travel in the packet"),
    ("charging", "prosecution", "Complaint filed; advocate and victim told", "DA-D01; DA-D03; DA-D04", "Advocate is told of the decision the same day", None),
    ("first_appearance", "court", "Order handed out and sent to police and jail the same day", "COURT-D01; COURT-D03", "Advocate sits in court", "Evaluation and risk answers before the judge"),
    ("pretrial_hearings", "court", "Calendar call to the trial date", "COURT-D05; PRETRIAL-D05", None, "Violations reported to the judge within three days"),
    ("case_outcome", "court", "Plea or verdict to probation for a report", "DA-D05", "Victim/witness staff explain the outcome", "Risk shown before a plea is taken"),
    ("presentence", "probation", "Report to the judge a week before", "PROB-D02", "Agent asks the advocate about the victim's wishes", "Risk tool in the report"),
    ("sentence", "court", "Conditions sent to probation the same day", "COURT-D02", "Advocate explains the conditions", "Conditions follow the danger found"),
    ("probation_intake", "probation", "Agent named within five days", "PROB-D03; PROB-D06", "Agent gives the victim the advocate's number", "Risk tool at intake"),
    ("supervision", "probation", "Violations reported to the court", "PROB-D01; PROB-D05", "Agent and advocate speak each month", "Risk tool again after any new incident"),
    ("violation_hearing", "court", "Response back to the agent", "PROB-D04; COURT-D04", "Advocate told before the hearing", "Pattern since sentence before the judge"),
    ("discharge", "probation", "End of supervision sent to police and victim", "PROB-D01", "Victim told beforehand, with the advocate", "Last look at danger before discharge"),
    ("advocacy", "advocacy", "Advocate calls within two hours and stays in touch", "RPD-D06", "The advocate's own step", "Safety plan and danger assessment if wished"),
    ("victim_notice", "victim_witness", "Notices at each hearing, change and release", "SO-D04; DA-D06", "Advocate gets a copy where the victim agrees", "New threats go to the prosecutor"),
    ("protection_order", "court", "Order to the sheriff for service the same day", "COURT-D06; SO-D05", "Advocate helps with the petition", "Petition asks about weapons and threats"),
)  # fmt: skip
_STEP_NAMES = {
    "call_911": "911 call", "dispatch": "Dispatch", "patrol_response": "Patrol response", "supervisor_review": "Supervisor review",
    "investigation": "Investigation", "warrant": "Warrant and search", "booking": "Booking", "pretrial_release": "Bail evaluation and release",
    "referral": "Referral to the prosecutor", "charging": "Charging decision", "first_appearance": "First appearance",
    "pretrial_hearings": "Pretrial hearings", "case_outcome": "Plea, trial or dismissal", "presentence": "Presentence report",
    "sentence": "Sentence", "probation_intake": "Probation intake", "supervision": "Supervision",
    "violation_hearing": "Violation hearing", "discharge": "Discharge", "advocacy": "Advocacy after police contact",
    "victim_notice": "Notice to the victim", "protection_order": "Civil protection order",
}  # fmt: skip

_TOPICS = (
    "daily_work; forms_and_screens",
    "daily_work; risk_and_danger",
    "policy_knowledge; links",
    "victim_safety; workload",
)

# Week, agency, role, step, elements, gaps, note.
_INTERVIEWS = (
    (4, "ecc", "supervisor", "call_911", "ECC-01; ECC-02", "rules_regulations", "Verbal calls may be held when units are short."),
    (4.5, "ecc", "practitioner", "call_911", "ECC-02; ECC-10", "education_training", "The language line is slow to reach at night."),
    (5, "ecc", "practitioner", "dispatch", "ECC-11; ECC-12", "admin_practices", "Recoding needs no reason on the screen."),
    (5.5, "mpd", "practitioner", "patrol_response", "PAT-01; PAT-07", "admin_practices", "The supplement is filled when there is an arrest."),
    (6, "mpd", "practitioner", "patrol_response", "PAT-03; PAT-06", "education_training", "The pocket card helps; new officers have not seen it."),
    (6.5, "mpd", "supervisor", "supervisor_review", "PAT-17; PAT-01", "resources", "Reports are read when the shift is quiet."),
    (7, "rpd", "practitioner", "patrol_response", "PAT-07; PAT-09", "admin_practices", "The form has no place for strangulation."),
    (7.5, "rpd", "supervisor", "supervisor_review", "PAT-17", "accountability", "Nobody counts returned reports."),
    (8, "so", "practitioner", "booking", "JWC-02; JWC-04", "linkages", "Nobody is told who informs the victim."),
    (8.5, "so", "supervisor", "warrant", "JWC-07", "resources", "One deputy serves all warrants."),
    (9, "pretrial", "practitioner", "pretrial_release", "PTR-03; PTR-04", "resources", "Mornings are too short to reach victims."),
    (9.5, "da", "practitioner", "charging", "PRO-03; PRO-04", "linkages", "Recordings come after the decision."),
    (10, "da", "director", "charging", "PRO-07", "accountability", "Reasons are known in the office and not written down."),
    (10.5, "court", "practitioner", "first_appearance", "CRT-01; CRT-04", "admin_practices", "The firearm box is left blank when nobody asks."),
    (11, "prob", "practitioner", "supervision", "PRB-02; PRB-09", "rules_regulations", "Agents answer violations each in their own way."),
    (11.5, "prob", "supervisor", "probation_intake", "PRB-06", "resources", "Intake waits for papers from the court."),
    (56, "mpd", "practitioner", "investigation", "PAT-L01; INV-04", "admin_practices", "Video is asked for when somebody remembers it."),
    (57, "mpd", "practitioner", "patrol_response", "PAT-07; PAT-17", None, "The checklist takes two minutes and saves a second report."),
    (59, "so", "practitioner", "booking", "JWC-04", "resources", "On weekends one deputy does the releases and the intake."),
    (60, "adv", "advocate", "advocacy", "ADV-02; PAT-14", "linkages", "Calls from the scene come when the officer knows the number."),
)  # fmt: skip
# Week, agency, kind, shift, hours, step, elements seen, gaps, findings.
_OBSERVATIONS = (
    (5, "ecc", "sit_along", "evening", 4.0, "call_911", "ECC-01; ECC-02; ECC-05", None, "Danger was asked in most calls; callers were told that help was on the way."),
    (5.6, "ecc", "sit_along", "night", 4.0, "dispatch", "ECC-11", "admin_practices", "History was looked up when the officer asked for it."),
    (6.2, "mpd", "ride_along", "evening", 6.0, "patrol_response", "PAT-03; PAT-07", "education_training", "Parties were kept apart; risk answers were written later from memory."),
    (6.8, "mpd", "ride_along", "weekend", 6.0, "patrol_response", "PAT-02; PAT-14", None, "The advocacy line was called from the scene."),
    (7.4, "rpd", "ride_along", "night", 5.0, "patrol_response", "PAT-07", "admin_practices", "The form was filled at the station."),
    (8, "so", "intake_observation", "day", 3.0, "booking", "JWC-02", "linkages", "The no-contact field was filled; nobody called the victim."),
    (8.6, "pretrial", "intake_observation", "day", 2.0, "pretrial_release", "PTR-01; PTR-03", "resources", "Evaluations were done; two calls were tried."),
    (9.2, "court", "court_observation", "office_hours", 3.5, "first_appearance", "CRT-01; CRT-11", None, "Risk answers were read; orders were explained."),
    (9.8, "court", "court_observation", "office_hours", 3.0, "violation_hearing", "CRT-08", "rules_regulations", "Like violations had different answers."),
    (10.4, "prob", "supervision_visit", "day", 2.5, "supervision", "PRB-03", None, "The agent did not name the victim as the source."),
    (52, "mpd", "ride_along", "night", 6.0, "patrol_response", "PAT-07; PAT-14; PAT-L01", "linkages", "Questions were asked at the scene; the call to the advocates came the next morning."),
    (55, "court", "court_observation", "office_hours", 3.0, "violation_hearing", "CRT-08; CRT-11", None, "Answers were nearer to each other than a year before."),
)  # fmt: skip


def make_assessment(year: TeamYear) -> Records:
    """The registers of the assessment, by the coordinator and dataset."""
    return {
        **year.register("source_book", _source_book(year)),
        **year.register("process_map", _process_map(year)),
        **year.register("interviews", _interviews(year)),
        **year.register("observations", _observations(year)),
    }


def _source_book(year: TeamYear) -> pd.DataFrame:
    late = year.calendar.last_month
    rows: list[dict[str, object]] = []
    for agency, documents in _DOCUMENTS.items():
        for number, (kind, title, steps) in enumerate(documents, 1):
            doc_id = f"{agency.upper()}-D{number:02d}"
            if doc_id in MISSING_DOCUMENTS:
                continue
            effective = late - pd.DateOffset(months=30 - 2 * number)
            past = doc_id in PAST_REVIEW
            rows.append(
                {
                    "doc_id": doc_id, "agency_code": agency, "doc_type": kind, "title": title, "doc_no": f"{number}.{len(title) % 9}",
                    "effective_date": effective, "revised_date": effective + pd.DateOffset(months=6) if number % 2 else None,
                    "review_due_date": late - pd.DateOffset(months=3) if past else late + pd.DateOffset(months=2 + 2 * number),
                    "version_label": f"v{1 + number % 3}", "owner_role": "agency liaison", "used_at_step": steps,
                    "confidential": False, "location_ref": f"Source book, tab {agency.upper()}",
                    "superseded_by": NEW_DOCUMENT if doc_id == REPLACED_DOCUMENT else None, "in_source_book": doc_id != WITHOUT_COPY,
                }
            )  # fmt: skip
    newer = {**next(row for row in rows if row["doc_id"] == REPLACED_DOCUMENT), "doc_id": NEW_DOCUMENT}
    newer |= {"version_label": "v4", "superseded_by": None, "effective_date": late - pd.DateOffset(months=1)}
    newer |= {"revised_date": None, "doc_no": "7.1"}
    rows.append(newer)
    for line in lines_of("doc_id agency_code doc_type title used_at_step week replaces", _NEW_DOCUMENTS):
        for row in rows:
            if row["doc_id"] == line["replaces"]:
                row["superseded_by"] = line["doc_id"]
        rows.append(
            {**line, "effective_date": year.day(line["week"]), "review_due_date": year.day(line["week"] + 104), "version_label": "v1",
             "owner_role": "Blueprint coordinator", "confidential": False, "in_source_book": True,
             "location_ref": f"Source book, tab {line['agency_code'].upper()}"}
        )  # fmt: skip
    return pd.DataFrame(rows)


def _process_map(year: TeamYear) -> pd.DataFrame:
    rows = [
        {"step_id": step, "agency_area": area, "step_name": _STEP_NAMES[step], "sequence": number, "link_to_next": link,
         "forms_used": forms, "advocate_link": advocate, "risk_assessment": risk, "gap_flag": step == STEP_WITHOUT_LINK,
         "gap_note": "Nobody is named who tells the victim and the evaluator of a booking." if step == STEP_WITHOUT_LINK else None,
         "map_version": f"{year.until:%Y}-1"}
        for number, (step, area, link, forms, advocate, risk) in enumerate(_STEPS, 1)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _interviews(year: TeamYear) -> list[dict[str, object]]:
    names = "week agency_code interviewee_role step_id elements gaps findings_note"
    return [
        {**row, "interview_id": f"INT-{number:02d}", "interviewed_date": year.day(row["week"], number % 3), "minutes": 45,
         "interviewer_roles": "advocate and work group member", "topics": _TOPICS[number % len(_TOPICS)]}
        for number, row in enumerate(lines_of(names, _INTERVIEWS), 1)
    ]  # fmt: skip


def _observations(year: TeamYear) -> list[dict[str, object]]:
    names = "week agency_code kind shift hours step_id elements_seen gaps findings"
    return [
        {**row, "observation_id": f"OBS-{number:02d}", "observed_date": year.day(row["week"], number % 4), "observer_role": "work group member"}
        for number, row in enumerate(lines_of(names, _OBSERVATIONS), 1)
    ]  # fmt: skip
