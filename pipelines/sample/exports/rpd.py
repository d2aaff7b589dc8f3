"""The smaller police department: plain csv files with dates and times apart, numeric flags and the word NULL.

Layouts: ``layouts/rpd.*.yaml``. Its report numbers carry a year of two digits; the site's number rule writes it out.
"""

from __future__ import annotations

from pipelines.sample.exports import people
from pipelines.sample.exports.columns import Column, coded, count_text, filler, flag, plain, split_moment
from pipelines.sample.exports.derived_columns import age, birth_date, number
from pipelines.sample.exports.export import Export, Quirk

_I = "rms_incidents"
_DAY = "%m/%d/%Y"


def _yes(header: str, field: str) -> Column:
    """1, 0, and NULL where the report does not say."""
    return flag(header, field, "1", "0", "NULL")


def _minus(header: str, field: str) -> Column:
    """-1, 0, and NULL: a yes/no field of an old database."""
    return flag(header, field, "-1", "0", "NULL")


INCIDENT_COLUMNS: tuple[Column, ...] = (
    number("RptNo", "incident_key", pad=5, short_years=("rpd",)),
    number("CFS No", "call_key", pad=8),
    *split_moment("OccDate", "OccTime", "occurred_ts", _DAY),
    *split_moment("RptDate", "RptTime", "reported_ts", _DAY),
    *split_moment("ApprDate", "ApprTime", "report_approved_ts", _DAY),
    plain("Grid", "geo_area"),
    _yes("SuppRpt", "is_supplement"),
    _yes("FamilyViolence", "dv_flag_agency"),
    coded("OffCode", "most_serious_offense", _I, style="code"),
    plain("StatuteNo", "statute_text"),
    coded("OffLevel", "offense_level", _I),
    coded("WeaponCode", "weapon", _I, style="code"),
    coded("InjuryCode", "injury", _I, style="code"),
    _minus("Strangled", "strangulation"),
    _minus("Firearm", "firearm_present"),
    _minus("ThreatKill", "threat_to_kill"),
    _minus("Stalking", "stalking_indicated"),
    _minus("SexAslt", "sexual_assault_indicated"),
    _minus("AlcDrug", "alcohol_drugs_suspect"),
    _minus("KidsPresent", "children_present"),
    count_text("KidsCount", "children_count"),
    _minus("OrderActive", "protection_order_active"),
    coded("OrderKind", "order_type", _I),
    _minus("SuspGone", "suspect_gone_on_arrival"),
    _yes("RptWritten", "report_written"),
    _yes("FVForm", "dv_form_completed"),
    count_text("RiskQ", "risk_questions_answered"),
    coded("LAPTool", "risk_screen_tool", _I),
    coded("LAPStatus", "risk_screen_status", _I),
    coded("LAPResult", "risk_screen_result", _I),
    _yes("AdvNotified", "advocate_notified"),
    *split_moment("AdvDate", "AdvTime", "advocate_notified_ts", _DAY),
    _yes("Photos", "photos_taken"),
    _yes("StmtRec", "statement_recorded"),
    _yes("MedOffered", "medical_offered"),
    _yes("AltContact", "alt_contact_recorded"),
    _yes("SupvReviewed", "supervisor_reviewed"),
    *split_moment("SupvDate", "SupvTime", "supervisor_review_ts", _DAY),
    _yes("BWC", "body_camera_used"),
    count_text("VicSeq", "victim_seq"),
    age("VicAge", "victim_age_band", as_text=True, by=("incident_key", "victim_seq")),
    coded("VicSex", "victim_sex_gender", _I, style="code"),
    coded("VicRace", "victim_race", _I, style="code"),
    coded("VicEthn", "victim_ethnicity", _I, style="code"),
    coded("VicRelToOff", "relationship_to_suspect", _I, style="code"),
    coded("VicLang", "primary_language_group", _I, {"spanish": "Español"}),
    _yes("VicDisab", "disability_flag"),
    count_text("SuspSeq", "suspect_seq"),
    age("SuspAge", "suspect_age_band", as_text=True, by=("incident_key", "suspect_seq")),
    coded("SuspSex", "suspect_sex_gender", _I, style="code"),
    coded("SuspRace", "suspect_race", _I, style="code"),
    coded("SuspEthn", "suspect_ethnicity", _I, style="code"),
    filler("OfficerBadge", lambda rows: people.badge(rows, "rpd", 18, ("incident_key",))),
)
INCIDENTS = Export(
    "rpd",
    _I,
    INCIDENT_COLUMNS,
    lambda run: f"RPD_INC_{run.end:%Y%m}.csv",
    "No incidents to report",
    encoding="cp1252",
)

_A = "rms_arrests"
ARREST_COLUMNS: tuple[Column, ...] = (
    number("ArrestNo", "arrest_key", pad=4),
    number("RptNo", "incident_key", pad=5, short_years=("rpd",)),
    count_text("SuspSeq", "suspect_seq"),
    *split_moment("ArrDate", "ArrTime", "arrested_ts", _DAY),
    coded("ArrType", "arrest_type", _A, style="code"),
    coded("ArrBasis", "arrest_basis", _A, {"on_view_dv": "PC", "citation": "CITE"}),
    count_text("NumCharges", "charges_count"),
    coded("TopCharge", "most_serious_charge", _A, style="code"),
    coded("TopLevel", "offense_level", _A),
    _yes("FVCharge", "dv_charge"),
    _yes("SelfDefense", "self_defense_assessed"),
    _yes("PredomAggr", "predominant_aggressor_documented"),
    filler("LastName", lambda rows: people.surname(rows, "arrestee")),
    filler("FirstName", lambda rows: people.first_name(rows, "arrestee")),
    birth_date("DOB", "arrestee_age_band", "arrested_ts"),
    coded("Sex", "arrestee_sex", _A, style="code"),
    coded("Race", "arrestee_race", _A, style="code"),
    coded("Ethn", "arrestee_ethnicity", _A, style="code"),
    _yes("Booked", "booked"),
    number("BookingNo", "booking_key"),
)
ARRESTS = Export(
    "rpd",
    _A,
    ARREST_COLUMNS,
    lambda run: f"RPD_ARR_{run.end:%Y%m}.csv",
    "No arrests to report",
)

QUIRKS = (
    Quirk("rpd", _I, "Q12", "date and time in two columns, the time as a number without leading zeros"),
    Quirk("rpd", _I, "Q14", "report numbers with a year of two digits and leading zeros"),
    Quirk("rpd", _I, "Q16", "1 and 0 in some yes/no columns, -1 and 0 in others"),
    Quirk("rpd", _I, "Q17", "the word NULL for what was not recorded"),
    Quirk("rpd", _I, "Q34", "text in Windows-1252"),
    Quirk("rpd", _A, "Q32", "a birth date instead of an age"),
    Quirk("rpd", _A, "Q19", "one row per arrest, where the other department has one per charge"),
    Quirk("rpd", _A, "privacy", "names and birth dates of arrested people"),
)
