"""How the made-up assessment is organized: its plan, the materials asked for, the schedule, and what each kind of evidence showed.

Planted for the workbooks to find: practices for which one kind of evidence is planned, material that is overdue or refused, two
activities of one group at the same hour, one whose day has passed.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipelines.sample.world.shapes import Calendar
from pipelines.sample.world.team_year import Records, TeamYear, lines_of

PLANNED_ON_ONE_KIND = ("CRT-04", "PRB-06")
OVERDUE_MATERIALS = ("MAT-RPD-06", "MAT-PROB-05")
AT_THE_SAME_HOUR = ("ACT-21", "ACT-22")
PAST_ITS_DAY = "ACT-20"

# Agency, element, kinds of evidence with how many records, people or visits, week, where it stands.
_PLAN = (
    ("ecc", "ECC-01", "interview 3; statistics 1; case_review 12", 12, "done"),
    ("ecc", "ECC-10", "interview 2; survivor_information 1", 12, "done"),
    ("ecc", "ECC-11", "interview 1; observation 2", 14, "done"),
    ("ecc", "ECC-15", "case_review 12; interview 1", 66, "planned"),
    ("mpd", "PAT-01", "interview 2; statistics 1; case_review 12", 12, "done"),
    ("mpd", "PAT-06", "interview 1; statistics 1; case_review 12", 30, "done"),
    ("mpd", "PAT-14", "observation 2; survivor_information 1; statistics 1", 48, "done"),
    ("mpd", "PAT-17", "interview 1; statistics 1", 12, "done"),
    ("mpd", "PAT-L01", "case_review 12; interview 1", 58, "under_way"),
    ("rpd", "PAT-07", "interview 2; observation 1; statistics 1; case_review 12", 12, "done"),
    ("rpd", "PAT-09", "interview 1; case_review 12", 66, "planned"),
    ("so", "JWC-04", "interview 1; observation 1; survivor_information 1", 13, "done"),
    ("so", "JWC-07", "interview 1; statistics 1", 20, "done"),
    ("pretrial", "PTR-03", "interview 1; observation 1", 14, "done"),
    ("pretrial", "PTR-05", "case_review 12; interview 1", 68, "planned"),
    ("da", "PRO-03", "case_review 12; interview 1", 14, "done"),
    ("da", "PRO-07", "interview 1; statistics 1", 14, "done"),
    ("da", "PRO-08", "survivor_information 1; statistics 1", 56, "under_way"),
    ("court", "CRT-04", "interview 1", 15, "done"),
    ("court", "CRT-08", "observation 2; statistics 1", 55, "under_way"),
    ("prob", "PRB-02", "case_review 12; interview 1; statistics 1", 15, "done"),
    ("prob", "PRB-06", "statistics 1", 60, "planned"),
    ("prob", "PRB-09", "interview 1; observation 1; statistics 1", 15, "done"),
    ("adv", "ADV-02", "survivor_information 1; interview 1", 60, "under_way"),
)  # fmt: skip
# What is asked of each agency: kind, what, document of the source book that answers it; records and figures have none.
_MATERIALS = (
    ("policy", "The written policy on domestic violence", "01"),
    ("form", "The form or screen that staff fill in", "02"),
    ("protocol", "How this step hands over to the next", "03"),
    ("form", "Checklists and cards", "04"),
    ("protocol", "Agreements with programs and other agencies", "05"),
    ("training", "What new staff are taught", "06"),
    ("records", "Twelve records for the case review", None),
    ("statistics", "How many cases, by month, for three years", None),
)
_REFUSED = {("court", "records"): "Files are sealed; clerks read them with the group instead."}
# Activity, kind, group, agency, step, week, hour, hours, contact, arrangements, standing.
_SCHEDULE = (
    ("ACT-01", "interview", "WG-ECC", "ecc", "call_911", 4, 10, 1, "quality manager", "A quiet room at the center.", "done"),
    ("ACT-02", "interview", "WG-PATROL", "mpd", "patrol_response", 5, 14, 1, "records manager", "Between two shifts.", "done"),
    ("ACT-03", "observation", "WG-ECC", "ecc", "call_911", 5, 18, 4, "shift supervisor", "Headset for the observer; promise of silence signed.", "done"),
    ("ACT-04", "observation", "WG-PATROL", "mpd", "patrol_response", 7, 19, 6, "patrol sergeant", "Vest and waiver.", "done"),
    ("ACT-05", "observation", "WG-JAIL", "so", "booking", 9, 9, 3, "jail lieutenant", "Pass for the intake area.", "done"),
    ("ACT-06", "observation", "WG-COURT", "court", "first_appearance", 10, 8.5, 3.5, "court administrator", "Seats in the back row.", "done"),
    ("ACT-07", "focus_group", "WG-ADVOCATES", None, "advocacy", 10, 17, 2, "Blueprint advocate", "Child care, food and an interpreter.", "done"),
    ("ACT-08", "case_review", "WG-REVIEW", "mpd", None, 12, 9, 6, "records manager", "Twelve reports without names.", "done"),
    ("ACT-09", "case_review", "WG-REVIEW", "da", None, 25, 9, 6, "victim/witness manager", "Twelve files without names.", "done"),
    ("ACT-10", "focus_group", "WG-ADVOCATES", None, "advocacy", 35, 17, 2, "Blueprint advocate", "Child care and food.", "done"),
    ("ACT-11", "case_review", "WG-REVIEW", "prob", None, 38, 9, 6, "field supervisor", "Twelve files without names.", "done"),
    ("ACT-12", "observation", "WG-PATROL", "rpd", "patrol_response", 40, 21, 5, None, "Called off: nobody was named who could take the observer.", "canceled"),
    ("ACT-13", "case_review", "WG-REVIEW", "mpd", None, 51, 9, 6, "records manager", "Twelve reports without names.", "done"),
    ("ACT-14", "observation", "WG-PATROL", "mpd", "patrol_response", 52, 19, 6, "patrol sergeant", "Vest and waiver.", "done"),
    ("ACT-15", "observation", "WG-COURT", "court", "violation_hearing", 55, 13, 3, "court administrator", "Seats in the back row.", "done"),
    ("ACT-16", "training", "WG-IMPL", None, None, 57, 13, 3, "court administrator", "Courtroom two.", "done"),
    ("ACT-17", "interview", "WG-PATROL", "mpd", "investigation", 56, 14, 1, "records manager", "By phone.", "done"),
    ("ACT-18", "meeting", "WG-IMPL", None, None, 62, 9, 2, "Blueprint coordinator", "Figures of the quarter on paper.", "done"),
    ("ACT-19", "meeting", "WG-DIR", None, None, 68, 9, 2, "Blueprint coordinator", "The edition of the quarter.", "confirmed"),
    ("ACT-20", "interview", "WG-PROBATION", "prob", "probation_intake", 65, 10, 1, "field supervisor", "A room at the office.", "planned"),
    ("ACT-21", "case_review", "WG-REVIEW", "ecc", None, 69, 9, 6, "quality manager", "Twelve recordings without names.", "confirmed"),
    ("ACT-22", "case_review", "WG-REVIEW", "pretrial", None, 69, 13, 4, "senior evaluator", "Twelve evaluations without names.", "planned"),
    ("ACT-23", "observation", "WG-PRETRIAL", "pretrial", "pretrial_release", 70, 7, 3, "senior evaluator", "The intake room.", "confirmed"),
    ("ACT-24", "focus_group", "WG-ADVOCATES", None, "advocacy", 71, 17, 2, "Blueprint advocate", "Child care, food and an interpreter.", "planned"),
    ("ACT-25", "training", "WG-IMPL", None, None, 68, 13, 3, None, "Joint training days; rooms are asked for.", "planned"),
)  # fmt: skip
# Agency, element, kind of evidence, rating, looked at, of these demonstrated, partly, not, not applicable, unknown, note.
_EVIDENCE = (
    ("ecc", "ECC-01", "interview", "sometimes", 3, 1, 1, 1, 0, 0, "Held when units are short."),
    ("ecc", "ECC-10", "survivor_information", "rarely", 12, 3, 2, 6, 1, 0, "Children interpreted."),
    ("ecc", "ECC-11", "observation", "sometimes", 14, 8, 3, 3, 0, 0, None),
    ("mpd", "PAT-01", "interview", "sometimes", 2, 0, 2, 0, 0, 0, None),
    ("mpd", "PAT-14", "observation", "consistent", 10, 9, 0, 0, 1, 0, "Called from the scene on both rides."),
    ("mpd", "PAT-14", "survivor_information", "sometimes", 15, 8, 2, 4, 1, 0, "Nights are the gap."),
    ("mpd", "PAT-17", "interview", "rarely", 1, 0, 0, 1, 0, 0, None),
    ("rpd", "PAT-07", "interview", "rarely", 2, 0, 1, 1, 0, 0, "The form has no place for the fourth."),
    ("rpd", "PAT-07", "observation", "not_seen", 1, 0, 0, 1, 0, 0, "Filled at the station."),
    ("so", "JWC-04", "interview", "rarely", 2, 0, 1, 1, 0, 0, None),
    ("so", "JWC-04", "survivor_information", "rarely", 11, 2, 1, 7, 0, 1, "Learned of it by text message."),
    ("pretrial", "PTR-03", "observation", "sometimes", 2, 0, 2, 0, 0, 0, None),
    ("da", "PRO-03", "interview", "rarely", 1, 0, 0, 1, 0, 0, None),
    ("da", "PRO-07", "interview", "not_seen", 1, 0, 0, 1, 0, 0, None),
    ("court", "CRT-04", "interview", "sometimes", 1, 0, 1, 0, 0, 0, None),
    ("court", "CRT-08", "observation", "sometimes", 10, 5, 2, 3, 0, 0, None),
    ("prob", "PRB-09", "observation", "sometimes", 10, 4, 3, 3, 0, 0, None),
    ("prob", "PRB-02", "interview", "rarely", 2, 0, 1, 1, 0, 0, None),
)  # fmt: skip


def make_assessment_work(year: TeamYear, documents: pd.DataFrame) -> Records:
    """The registers of the assessment's organization; ``documents`` are those of the source book."""
    return {
        **year.register("assessment_plan", list(_plan(year))),
        **year.register("materials_checklist", list(_materials(year, documents))),
        **year.register("schedule", _schedule(year)),
        **year.register("practice_responses", _evidence(year)),
    }


def _plan(year: TeamYear) -> Iterator[dict[str, object]]:
    for agency, element, kinds, week, status in _PLAN:
        for kind in kinds.split("; "):
            evidence, number = kind.split()
            yield {
                "agency_code": agency, "element_id": element, "evidence_kind": evidence, "planned_n": int(number), "status": status,
                "lead_role": "advocacy supervisor" if evidence == "survivor_information" else "Blueprint coordinator",
                "planned_date": year.day(week),
            }  # fmt: skip


def _materials(year: TeamYear, documents: pd.DataFrame) -> Iterator[dict[str, object]]:
    """What every agency with documents is asked for; what the source book lacks is still waited for."""
    there = set(documents["doc_id"])
    for agency in documents["agency_code"].drop_duplicates():
        if agency == "adv":  # the program's own reports stand in the source book; nothing is asked of it
            continue
        for number, (kind, material, place) in enumerate(_MATERIALS, 1):
            doc_id = None if place is None else f"{agency.upper()}-D{place}"
            status = "refused" if (agency, kind) in _REFUSED else "have" if doc_id in there else "asked"
            if kind == "statistics":
                status = "not_applicable"
            asked = None if status == "not_applicable" else year.day(3, number % 4)
            late = doc_id is not None and status == "asked"
            yield {
                "material_id": f"MAT-{agency.upper()}-{number:02d}", "agency_code": agency, "material_kind": kind, "material": material,
                "status": status, "asked_date": year.day(55) if kind == "records" and status == "asked" else asked,
                "due_date": None if asked is None else year.day(20 if late else 68 if kind == "records" else 8),
                "received_on_date": year.day(5, number) if status == "have" else None,
                "doc_id": doc_id if status == "have" else None,
                "note": _REFUSED.get((agency, kind)) or ("The monthly exports say more." if kind == "statistics" else None),
            }  # fmt: skip


def _schedule(year: TeamYear) -> list[dict[str, object]]:
    names = (
        "activity_id activity_kind group_id agency_code step_id week hour hours "
        "contact_role arrangements status"
    )
    return [
        {**row, "planned_ts": year.day(row["week"], 1) + pd.Timedelta(hours=row["hour"])}
        for row in lines_of(names, _SCHEDULE)
    ]


def _evidence(year: TeamYear) -> list[dict[str, object]]:
    names = "agency_code element_id evidence_kind rating n_reviewed n_demonstrated n_partly n_not n_na n_unknown note"
    return [{**row, "review_round": review_round(year.calendar)} for row in lines_of(names, _EVIDENCE)]


def review_round(calendar: Calendar) -> str:
    """The round of review in which the registers are kept, such as 2026-1."""
    return f"{calendar.last_month.year}-{1 if calendar.last_month.month <= 6 else 2}"
