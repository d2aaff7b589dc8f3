"""From evidence to decision in the made-up county: conclusions, recommendations, reviews, decisions.

Each line names the one before it by its number. Planted for the workbooks to find: a conclusion that rests on one kind of
evidence, one without a recommendation, reviews that are missing or late, recommendations that wait for a decision.
"""

from __future__ import annotations

import pandas as pd

from pipelines.sample.world.team_year import Records, TeamYear, lines_of

CONCLUSION_ON_ONE_KIND = "K-09"
CONCLUSION_WITHOUT_RECOMMENDATION = "K-15"
REVIEW_MISSING = ("REC-04", "advocacy")
REVIEW_LATE = ("REC-07", "court")
UNREVIEWED = ("REC-13", "REC-14")
_GROUPS = {
    "patrol": "WG-PATROL",
    "ecc": "WG-ECC",
    "sheriff_jail": "WG-JAIL",
    "pretrial": "WG-PRETRIAL",
    "prosecution": "WG-PROSECUTION",
    "court": "WG-COURT",
    "probation": "WG-PROBATION",
}
OWNERS = {
    "ecc": "quality manager",
    "mpd": "patrol lieutenant",
    "rpd": "patrol sergeant",
    "so": "jail lieutenant",
    "pretrial": "senior evaluator",
    "da": "deputy prosecutor",
    "court": "court administrator",
    "prob": "field supervisor",
}

# Conclusion, element, agency, meeting, week, words, kinds of evidence, where it stands, causes, what survivors say.
_CONCLUSIONS = (
    ("K-01", "PAT-01", "mpd", "MT-04", 12, "Reports are written after an arrest; without one, a call often leaves no report.", "interview; statistics", "INT-04; M009", "admin_practices", "Without a report they had nothing to show later."),
    ("K-02", "PAT-07", "rpd", "MT-04", 12, "The danger questions are often answered later from memory, or left blank.", "interview; observation; statistics", "INT-07; OBS-05; M025", "admin_practices; education_training", "Some were never asked."),
    ("K-03", "ECC-01", "ecc", "MT-05", 13, "Calls about loud words are held when units are short.", "interview; statistics", "INT-01; M003", "rules_regulations; resources", None),
    ("K-04", "ECC-10", "ecc", "MT-05", 13, "At night the language line is slow, and whoever is at the scene interprets.", "interview; survivor_information", "INT-02; CE-02", "education_training; resources", "Children had to speak for them."),
    ("K-05", "JWC-04", "so", "MT-06", 14, "Nobody is named who reaches the victim before a release.", "interview; observation; survivor_information", "INT-09; OBS-06; CE-01", "linkages", "Some learned of a release from a text message."),
    ("K-06", "PTR-03", "pretrial", "MT-08", 16, "Two calls are tried in the morning; then the hearing begins.", "interview; observation", "INT-11; OBS-07", "resources", None),
    ("K-07", "PRO-03", "da", "MT-07", 15, "Earlier reports and recordings come after the decision.", "case_review; interview", "INT-12", "linkages", None),
    ("K-08", "PRO-07", "da", "MT-07", 15, "Reasons for declining are known in the office and not written down.", "interview; statistics", "INT-13; M085", "accountability", "Nobody told them why."),
    ("K-09", "CRT-04", "court", "MT-08", 16, "Firearms are asked about when somebody thinks of it.", "interview", "INT-14", "admin_practices", None),
    ("K-10", "PRB-09", "prob", "MT-08", 16, "Like violations are answered in unlike ways.", "interview; observation", "INT-15; OBS-09", "rules_regulations", None),
    ("K-11", "PRB-02", "prob", "MT-08", 16, "The risk tool is used at intake and not again after a new incident.", "case_review; interview", "INT-15; M133", "rules_regulations", None),
    ("K-12", "PAT-17", "mpd", "MT-04", 12, "Reports are read when the shift is quiet.", "interview; statistics", "INT-06; M046", "resources; accountability", None),
    ("K-13", "PAT-14", "mpd", "MT-17", 50, "At night not every call after an arrest reaches an advocate.", "survivor_information; observation; statistics", "CE-03; OBS-04; M044", "linkages", "Some waited until Monday."),
    ("K-14", "PAT-L01", "mpd", "MT-20", 58, "Video is not asked for in every case that has one.", "case_review; interview", "INT-17", "admin_practices", None),
    ("K-15", "XAG-02", None, "MT-18", 54, "What is asked at the scene stops at the jail door.", "interview; statistics", "INT-09; M025", "linkages", "They answered the same questions three times."),
)  # fmt: skip
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
    ("patrol", "mpd", "PAT-14", "survivor", "linkage", "high", "MPD-D01, 6.1", "The advocacy line is called from the scene at every hour; where nobody answers, the sergeant calls again within the hour.", "No night on which nobody calls."),
    ("patrol", "mpd", "PAT-L01", "case_review", "form", "medium", "none", "The investigator asks for the video of every officer at the scene, and the packet says where it is kept.", "The victim need not tell everything again."),
)  # fmt: skip
# The areas that each recommendation touches, beside its own, and the weeks of its submission.
_TOUCHES = (
    (("prosecution", "advocacy"), 20), (("prosecution", "advocacy"), 21.3), (("patrol", "advocacy"), 22.6),
    (("patrol", "advocacy"), 23.9), (("advocacy", "victim_witness"), 25.1), (("court", "advocacy"), 26.4),
    (("investigation", "court"), 27.7), (("patrol", "victim_witness", "advocacy"), 29), (("sheriff_jail", "probation"), 30.3),
    (("court", "advocacy"), 31.6), (("court", "advocacy"), 32.9), (("prosecution",), 34.1),
    (("advocacy", "ecc"), 58), (("prosecution", "investigation"), 61),
)  # fmt: skip
_REVIEWERS = {
    "patrol": "patrol lieutenant", "ecc": "quality manager", "sheriff_jail": "jail lieutenant", "pretrial": "senior evaluator",
    "prosecution": "deputy prosecutor", "court": "court administrator", "probation": "field supervisor", "advocacy": "Blueprint advocate",
    "victim_witness": "victim/witness manager", "investigation": "investigator",
}  # fmt: skip
_VERDICTS = (
    ("supports", "Clear, and the form allows it."),
    ("supports_with_changes", "Say who does it when nobody is on duty."),
    ("supports", None),
    ("concerns", "Adds minutes to each call; ask again after a month."),
    ("supports", "Long asked for by survivors."),
)
# Recommendation (by its place), decision, reason, text as decided, weeks from submission to effect, standing, measures.
_DECISIONS = (
    (0, "accepted", "Clear and workable.", None, 12, "done", "M009; M021"),
    (1, "accepted_modified", "The form can hold three questions now; the fourth follows with the new system.", "The report form asks three risk questions and cannot be closed while one is blank; the fourth question is asked and written down by hand.", 16, "in_progress", "M025"),
    (2, "accepted", "Matches the state standard.", None, 8, "done", "M003"),
    (4, "accepted_modified", "Two attempts, then the automated notice.", "Jail staff try twice to reach the victim by phone before each release, write down each attempt, and send the automated notice as well.", 14, "in_progress", "M064"),
    (6, "deferred", "Waits for the new case system.", None, None, "open", None),
    (8, "accepted", "The judges agreed on the calendar.", None, 10, "in_progress", "M113"),
    (9, "declined", "Fourteen days for all violations is what staffing allows; looked at again next year.", None, None, "dropped", None),
    (11, "accepted", "Sergeants asked for it.", None, 6, "done", "M046"),
    (5, "accepted", "Evaluators already try; now it is written down.", None, 12, "done", "M068"),
)  # fmt: skip


def submitted(year: TeamYear, place: int) -> pd.Timestamp:
    """The day on which the recommendation at ``place`` was submitted."""
    return year.day(_TOUCHES[place][1], 1)


def make_adaptation(year: TeamYear) -> Records:
    """The registers from conclusion to decision, by the coordinator and dataset."""
    return {
        **year.register("conclusions", _conclusions(year)),
        **year.register("recommendations", _recommendations(year)),
        **year.register("reviews", _reviews(year)),
        **year.register("decisions", _decisions(year)),
    }


def _conclusions(year: TeamYear) -> list[dict[str, object]]:
    names = "conclusion_id element_id agency_code meeting_id week conclusion evidence_kinds evidence_refs cause_codes survivor_view"
    return [{**row, "concluded_date": year.day(row["week"], 2)} for row in lines_of(names, _CONCLUSIONS)]


def _recommendations(year: TeamYear) -> list[dict[str, object]]:
    names = "agency_area agency_code element_id origin change_kind priority current_text_ref proposed_change survivor_impact_note"
    concluded = {line[1]: line[0] for line in _CONCLUSIONS}
    return [
        {**row, "rec_id": f"REC-{place + 1:02d}", "group_id": _GROUPS[row["agency_area"]], "conclusion_id": concluded[row["element_id"]],
         "advocate_proposed": place % 4 == 0 or row["origin"] == "survivor", "disparity_considered": place % 5 != 4,
         "areas_affected": "; ".join((row["agency_area"], *_TOUCHES[place][0])), "submitted_date": submitted(year, place)}
        for place, row in enumerate(lines_of(names, _RECOMMENDATIONS))
    ]  # fmt: skip


def _reviews(year: TeamYear) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for place, (others, _) in enumerate(_TOUCHES):
        rec_id = f"REC-{place + 1:02d}"
        for number, area in enumerate((_RECOMMENDATIONS[place][0], *others)):
            if rec_id in UNREVIEWED or (rec_id, area) == REVIEW_MISSING:
                continue
            days = 45 if (rec_id, area) == REVIEW_LATE else 8 + (5 * place + 4 * number) % 16
            verdict, comment = _VERDICTS[(place + 2 * number) % len(_VERDICTS)]
            rows.append(
                {"rec_id": rec_id, "agency_area": area, "reviewer_role": _REVIEWERS[area], "verdict": verdict, "comment": comment,
                 "reviewed_on_date": submitted(year, place) + pd.Timedelta(days=days)}
            )  # fmt: skip
    return rows


def _decisions(year: TeamYear) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for number, (place, outcome, reason, text, weeks, status, measures) in enumerate(_DECISIONS, 1):
        day = submitted(year, place)
        effect = None if weeks is None else day + pd.Timedelta(weeks=weeks)
        agency = _RECOMMENDATIONS[place][1]
        rows.append(
            {"decision_id": f"DEC-{number:02d}", "rec_id": f"REC-{place + 1:02d}", "decision": outcome, "reason": reason,
             "decided_by": "court_admin" if agency == "court" else "director", "decided_date": day + pd.Timedelta(days=28),
             "text_version": None if text is None else "decided wording, v1", "decided_text": text, "effective_date": effect,
             "owner_role": OWNERS[agency], "due_date": effect, "measure_ids": measures, "status": status}
        )  # fmt: skip
    return rows
