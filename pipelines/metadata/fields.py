"""Short builders for ``Field`` by kind, and the fields that many tables share.

A field used by one table stands with that table (``tables/``); datasets pick theirs from the tables.
"""

from __future__ import annotations

from pipelines.metadata.classes import Field, Kind, Privacy


def key(name: str, key_kind: str, description: str) -> Field:
    """A keyed pseudonym of an administrative number."""
    return Field(name, Kind.KEY, description, Privacy.PSEUDONYMISE, key_kind=key_kind)


def code(name: str, code_list: str, description: str, privacy: Privacy = Privacy.KEEP) -> Field:
    """A code of a code list."""
    return Field(name, Kind.CODE, description, privacy, code_list=code_list)


def text(name: str, description: str, privacy: Privacy = Privacy.KEEP) -> Field:
    """Words or an identifier of ours; never a person's."""
    return Field(name, Kind.TEXT, description, privacy)


def ref(name: str, refers: str, description: str) -> Field:
    """A text that names one thing declared elsewhere: a field of a table, or a code of a list ("list:cause_code")."""
    return Field(name, Kind.TEXT, description, refers=refers)


def refs(name: str, refers: str, description: str) -> Field:
    """Several such names, separated by semicolons."""
    return Field(name, Kind.TEXT, description, refers=refers, is_list=True)


def yes_no(name: str, description: str, privacy: Privacy = Privacy.KEEP) -> Field:
    """Yes, no, or null where the record does not say."""
    return Field(name, Kind.TRISTATE, description, privacy)


def flag(name: str, description: str) -> Field:
    """True or false, never unknown."""
    return Field(name, Kind.FLAG, description)


def day(name: str, description: str) -> Field:
    """A calendar date."""
    return Field(name, Kind.DATE, description)


def moment(name: str, description: str) -> Field:
    """A local date and time, without a zone; the zone is the agency's."""
    return Field(name, Kind.TIMESTAMP, description)


def count(name: str, description: str, unit: str = "count", privacy: Privacy = Privacy.KEEP) -> Field:
    """A whole number of ``unit``."""
    return Field(name, Kind.INTEGER, description, privacy, unit=unit)


def amount(name: str, unit: str, description: str) -> Field:
    """A decimal number of ``unit``."""
    return Field(name, Kind.DECIMAL, description, unit=unit)


AGENCY_CODE = text("agency_code", "The agency that sent the record, by its code in the site's settings.")
CALL_KEY = key("call_key", "call", "The 911 or dispatch event, as a keyed pseudonym of the CAD number.")
INCIDENT_KEY = key(
    "incident_key", "report", "The incident, as a keyed pseudonym of the police report number."
)
ARREST_KEY = key(
    "arrest_key", "arrest", "The arrest of one person, as a keyed pseudonym of the arrest number."
)
BOOKING_KEY = key("booking_key", "booking", "The jail admission, as a keyed pseudonym of the booking number.")
WARRANT_KEY = key("warrant_key", "warrant", "The warrant, as a keyed pseudonym of its number.")
PRETRIAL_KEY = key("pretrial_key", "pretrial", "The pretrial case, as a keyed pseudonym of its number.")
PROS_CASE_KEY = key(
    "pros_case_key",
    "pros_case",
    "One defendant in one referral, as a keyed pseudonym of the prosecutor's number.",
)
COURT_CASE_KEY = key(
    "court_case_key",
    "court_case",
    "One defendant in one docket, as a keyed pseudonym of the court case number.",
)
PROBATION_KEY = key("probation_key", "probation", "The supervision case, as a keyed pseudonym of its number.")
VIOLATION_KEY = key("violation_key", "violation", "The violation report, as a keyed pseudonym of its number.")
PO_KEY = key("po_key", "protection_order", "The civil protection order, as a keyed pseudonym of its number.")

SUBMISSION_ID = text("submission_id", "The submission that the record came in with.")
SOURCE_SHEET = text("source_sheet", "The sheet of the agency's file that the record stands on.")
SOURCE_ROW = count("source_row", "The row of that sheet, as Excel numbers it.", "row number")

PROVENANCE = (SUBMISSION_ID, SOURCE_SHEET, SOURCE_ROW)

# Dates that may lie after the day a file came; every other date is of something that has happened.
FUTURE_FIELDS = frozenset(
    {
        "active_to_date",
        "due_date",
        "effective_date",
        "expires_date",
        "mou_expires_date",
        "next_meeting_date",
        "planned_date",
        "planned_ts",
        "remeasure_due_date",
        "review_due_date",
        "supervision_end_date",
    }
)
