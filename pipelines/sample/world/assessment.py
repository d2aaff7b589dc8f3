"""The registers of the made-up county's assessment: source book, map of a case, interviews, observations, recommendations.

Planted for the workbooks to find: documents that a checklist names and the source book lacks, a replaced one, one without a
copy, one past its review; a step without a link to the next, one without an advocate, one whose form is missing.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pipelines.sample.world.frames import finished
from pipelines.sample.world.shapes import Calendar

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

# Area, agency, element, origin, kind of change, priority, text as it stands, change proposed, what it means for survivors.
_RECOMMENDATIONS = (
    ("patrol", "mpd", "PAT-01", "policy_review", "policy", "high", "MPD-D01, 4.2", "Officers write a report for every domestic violence call before the end of their shift, whether or not an arrest is made.", "A call leaves a record that later steps can use."),
    ("patrol", "rpd", "PAT-07", "case_review", "form", "high", "RPD-D02", "The report form asks the four risk questions and cannot be closed while one is blank.", "Danger is asked about once and known at every later step."),
    ("ecc", "ecc", "ECC-01", "statistics", "protocol", "high", "ECC-D02, 2.1", "Calls about domestic violence are dispatched at priority one or two and are never held.", "Help comes sooner."),
    ("ecc", "ecc", "ECC-10", "interview", "training", "medium", "ECC-D06", "Call-takers use the language line and never a child or the suspect to interpret.", "Callers can speak for themselves."),
    ("sheriff_jail", "so", "JWC-04", "survivor", "protocol", "high", "SO-D04, 1.3", "Jail staff try to reach the victim by phone before each release and write down each attempt.", "Time to get safe before a release."),
    ("pretrial", "pretrial", "PTR-03", "observation", "protocol", "medium", "PRETRIAL-D03", "The evaluator tries to reach the victim before first appearance, by way of the advocate where the victim wishes.", "The judge hears about fear and wishes."),
    ("prosecution", "da", "PRO-03", "case_review", "form", "high", "DA-D03", "The charging file holds earlier reports, orders and the 911 recording before a decision is made.", "One incident is seen as part of a pattern."),
    ("prosecution", "da", "PRO-07", "policy_review", "policy", "medium", "DA-D04", "Each declination names its reason, is read by a supervisor, and is told to the police and the victim.", "Nobody learns of a dropped case by chance."),
    ("court", "court", "CRT-04", "policy_review", "protocol", "high", "COURT-D02", "A hearing on firearms is set within ten days of each order that prohibits them.", "Fewer weapons in reach."),
    ("probation", "prob", "PRB-09", "interview", "policy", "medium", "PROB-D04, 3", "New violence and no-contact violations are answered within three days, others within fourteen.", "A violation has a consequence while it still matters."),
    ("probation", "prob", "PRB-02", "case_review", "form", "low", "PROB-D03", "The risk tool is repeated after any new incident.", "Supervision follows the danger."),
    ("patrol", "mpd", "PAT-17", "statistics", "supervision", "medium", "MPD-D03", "A supervisor reads each report against the checklist within three days and returns what is missing.", "Reports that later steps can rely on."),
)  # fmt: skip
# Recommendation (by its place), decision, reason, text as decided, weeks from submission to effect.
_DECISIONS = (
    (0, "accepted", "Clear and workable.", None, 12, "done"),
    (1, "accepted_modified", "The form can hold three questions now; the fourth follows with the new system.", "The report form asks three risk questions and cannot be closed while one is blank; the fourth question is asked and written down by hand.", 16, "in_progress"),
    (2, "accepted", "Matches the state standard.", None, 8, "done"),
    (4, "accepted_modified", "Two attempts, then the automated notice.", "Jail staff try twice to reach the victim by phone before each release, write down each attempt, and send the automated notice as well.", 14, "in_progress"),
    (6, "deferred", "Waits for the new case system.", None, None, "open"),
    (8, "accepted", "The judges agreed on the calendar.", None, 10, "in_progress"),
    (9, "declined", "Fourteen days for all violations is what staffing allows; looked at again next year.", None, None, "dropped"),
    (11, "accepted", "Sergeants asked for it.", None, 6, "done"),
)  # fmt: skip
# Agency, role, step, elements, gaps, note.
_INTERVIEWS = (
    ("ecc", "supervisor", "call_911", "ECC-01; ECC-02", "rules_regulations", "Verbal calls may be held when units are short."),
    ("ecc", "practitioner", "call_911", "ECC-02; ECC-10", "education_training", "The language line is slow to reach at night."),
    ("ecc", "practitioner", "dispatch", "ECC-11; ECC-12", "admin_practices", "Recoding needs no reason on the screen."),
    ("mpd", "practitioner", "patrol_response", "PAT-01; PAT-07", "admin_practices", "The supplement is filled when there is an arrest."),
    ("mpd", "practitioner", "patrol_response", "PAT-03; PAT-06", "education_training", "The pocket card helps; new officers have not seen it."),
    ("mpd", "supervisor", "supervisor_review", "PAT-17; PAT-01", "resources", "Reports are read when the shift is quiet."),
    ("rpd", "practitioner", "patrol_response", "PAT-07; PAT-09", "admin_practices", "The form has no place for strangulation."),
    ("rpd", "supervisor", "supervisor_review", "PAT-17", "accountability", "Nobody counts returned reports."),
    ("so", "practitioner", "booking", "JWC-02; JWC-04", "linkages", "Nobody is told who informs the victim."),
    ("so", "supervisor", "warrant", "JWC-07", "resources", "One deputy serves all warrants."),
    ("pretrial", "practitioner", "pretrial_release", "PTR-03; PTR-04", "resources", "Mornings are too short to reach victims."),
    ("da", "practitioner", "charging", "PRO-03; PRO-04", "linkages", "Recordings come after the decision."),
    ("da", "director", "charging", "PRO-07", "accountability", "Reasons are known in the office and not written down."),
    ("court", "practitioner", "first_appearance", "CRT-01; CRT-04", "admin_practices", "The firearm box is left blank when nobody asks."),
    ("prob", "practitioner", "supervision", "PRB-02; PRB-09", "rules_regulations", "Agents answer violations each in their own way."),
    ("prob", "supervisor", "probation_intake", "PRB-06", "resources", "Intake waits for papers from the court."),
)  # fmt: skip
# Agency, kind, shift, hours, step, elements seen, gaps, findings.
_OBSERVATIONS = (
    ("ecc", "sit_along", "evening", 4.0, "call_911", "ECC-01; ECC-02; ECC-05", None, "Danger was asked in most calls; callers were told that help was on the way."),
    ("ecc", "sit_along", "night", 4.0, "dispatch", "ECC-11", "admin_practices", "History was looked up when the officer asked for it."),
    ("mpd", "ride_along", "evening", 6.0, "patrol_response", "PAT-03; PAT-07", "education_training", "Parties were kept apart; risk answers were written later from memory."),
    ("mpd", "ride_along", "weekend", 6.0, "patrol_response", "PAT-02; PAT-14", None, "The advocacy line was called from the scene."),
    ("rpd", "ride_along", "night", 5.0, "patrol_response", "PAT-07", "admin_practices", "The form was filled at the station."),
    ("so", "intake_observation", "day", 3.0, "booking", "JWC-02", "linkages", "The no-contact field was filled; nobody called the victim."),
    ("pretrial", "intake_observation", "day", 2.0, "pretrial_release", "PTR-01; PTR-03", "resources", "Evaluations were done; two calls were tried."),
    ("court", "court_observation", "office_hours", 3.5, "first_appearance", "CRT-01; CRT-11", None, "Risk answers were read; orders were explained."),
    ("court", "court_observation", "office_hours", 3.0, "violation_hearing", "CRT-08", "rules_regulations", "Like violations had different answers."),
    ("prob", "supervision_visit", "day", 2.5, "supervision", "PRB-03", None, "The agent did not name the victim as the source."),
)  # fmt: skip


def make_assessment(calendar: Calendar) -> dict[tuple[str, str], pd.DataFrame]:
    """The registers of the assessment, by the coordinator and dataset."""
    months = list(calendar.months)
    late = months[max(len(months) - 2, 0)]
    tables = {
        "source_book": _source_book(late),
        "process_map": _process_map(late),
        "interviews": _spread(_INTERVIEWS, months, "INT", ("agency_code", "interviewee_role", "step_id", "elements", "gaps", "findings_note"), "interviewed_date").assign(interview_id=lambda f: f["number"], minutes=45, interviewer_roles="advocate and work group member", topics="daily_work; forms_and_screens"),
        "observations": _spread(_OBSERVATIONS, months, "OBS", ("agency_code", "kind", "shift", "hours", "step_id", "elements_seen", "gaps", "findings"), "observed_date").assign(observation_id=lambda f: f["number"], observer_role="work group member"),
        "recommendations": _recommendations(months),
        "decisions": _decisions(months),
    }  # fmt: skip
    happened = {
        "interviews": "interviewed_date",
        "observations": "observed_date",
        "recommendations": "submitted_date",
        "decisions": "decided_date",
    }
    for name, field in happened.items():  # in a short window some of it has not happened yet
        tables[name] = tables[name][tables[name][field] < late + pd.DateOffset(months=1)].reset_index(
            drop=True
        )
    return {
        ("coordinator", name): finished(name, frame.assign(_month=late), {}) for name, frame in tables.items()
    }


def _source_book(late: pd.Timestamp) -> pd.DataFrame:
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
    return pd.DataFrame([*rows, newer])


def _process_map(late: pd.Timestamp) -> pd.DataFrame:
    rows = [
        {"step_id": step, "agency_area": area, "step_name": _STEP_NAMES[step], "sequence": number, "link_to_next": link,
         "forms_used": forms, "advocate_link": advocate, "risk_assessment": risk, "gap_flag": step == STEP_WITHOUT_LINK,
         "gap_note": "Nobody is named who tells the victim and the evaluator of a booking." if step == STEP_WITHOUT_LINK else None,
         "map_version": f"{late:%Y}-1"}
        for number, (step, area, link, forms, advocate, risk) in enumerate(_STEPS, 1)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _spread(
    lines: tuple[tuple[object, ...], ...],
    months: list[pd.Timestamp],
    prefix: str,
    names: tuple[str, ...],
    dated: str,
) -> pd.DataFrame:
    """The lines with running numbers and days spread over the months."""
    frame = pd.DataFrame([dict(zip(names, line, strict=True)) for line in lines])
    frame["number"] = [f"{prefix}-{number:02d}" for number in range(1, len(lines) + 1)]
    until = months[:-1] or months
    frame[dated] = [
        until[k * len(until) // len(lines)] + pd.Timedelta(days=5 + k % 18) for k in range(len(lines))
    ]
    return frame


def _submitted(months: list[pd.Timestamp]) -> Mapping[int, pd.Timestamp]:
    """The day on which each recommendation was submitted."""
    begun = months[min(3, len(months) - 1)]
    return {k: begun + pd.Timedelta(days=9 * k) for k in range(len(_RECOMMENDATIONS))}


def _recommendations(months: list[pd.Timestamp]) -> pd.DataFrame:
    days = _submitted(months)
    names = ("agency_area", "agency_code", "element_id", "origin", "change_kind", "priority", "current_text_ref", "proposed_change", "survivor_impact_note")  # fmt: skip
    rows = [
        {**dict(zip(names, line, strict=True)), "rec_id": f"REC-{k + 1:02d}", "group_id": f"WG-{line[0]}", "advocate_proposed": k % 4 == 0,
         "areas_affected": line[0], "disparity_considered": k % 5 != 4, "submitted_date": days[k]}
        for k, line in enumerate(_RECOMMENDATIONS)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _decisions(months: list[pd.Timestamp]) -> pd.DataFrame:
    days = _submitted(months)
    rows = []
    for number, (place, outcome, reason, text, weeks, status) in enumerate(_DECISIONS, 1):
        decided = days[place] + pd.Timedelta(days=28)
        effect = None if weeks is None else days[place] + pd.Timedelta(weeks=weeks)
        court = _RECOMMENDATIONS[place][0] == "court"
        rows.append(
            {"decision_id": f"DEC-{number:02d}", "rec_id": f"REC-{place + 1:02d}", "decided_by": "court_admin" if court else "director",
             "decision": outcome, "decided_date": decided, "reason": reason, "text_version": None if text is None else "decided wording, v1",
             "decided_text": text, "effective_date": effect, "owner_role": "agency liaison", "due_date": effect, "status": status}
        )  # fmt: skip
    return pd.DataFrame(rows)
