"""Core tables of 911 calls, police incidents and arrests. Custody and courts stand in their own modules."""

from __future__ import annotations

from pipelines.metadata.classes import Field, Kind, Privacy, Table
from pipelines.metadata.fields import (
    AGENCY_CODE,
    ARREST_KEY,
    BOOKING_KEY,
    CALL_KEY,
    INCIDENT_KEY,
    PROVENANCE,
    code,
    count,
    flag,
    key,
    moment,
    text,
    yes_no,
)

GEO_AREA = text("geo_area", "Beat or district, never an address.", Privacy.GENERALISE)

CALL = Table(
    schema="core",
    name="call",
    grain="one 911 or dispatch event, however many units were sent",
    key=("agency_code", "call_key"),
    fields=(
        AGENCY_CODE,
        CALL_KEY,
        key(
            "report_key",
            "report",
            "The police report that the call led to, if any; equal to an incident_key.",
        ),
        moment("received_ts", "When the call was received."),
        moment("dispatched_ts", "When the first unit was sent."),
        moment("first_arrived_ts", "When the first unit arrived."),
        moment("cleared_ts", "When the event was closed."),
        text("priority_initial", "The priority given first, as the agency codes it."),
        text("priority_final", "The priority at closing, as the agency codes it."),
        count("priority_rank", "The first priority as a rank: 1 is the most urgent.", "rank"),
        code("call_type_initial", "call_type", "What the call was taken for."),
        code("call_type_final", "call_type", "What the call was closed as."),
        flag("dv_initial", "The first call type is a domestic violence type."),
        flag("dv_final", "The final call type is a domestic violence type."),
        code("disposition", "call_disposition", "How the call was closed."),
        code("source_kind", "source_kind", "How the call came in."),
        code("caller_relation", "caller_relation", "Who called, as a group.", Privacy.GENERALISE),
        yes_no("interpreter_used", "An interpreter took part in the call."),
        yes_no("interpreter_needed", "The caller needed an interpreter or a text telephone."),
        yes_no("followed_up", "An abandoned or open line was called back or visited."),
        yes_no(
            "repeat_location",
            "The agency's system found an earlier domestic violence call from the same place in 12 months.",
        ),
        yes_no("weapon_reported", "The caller reported a weapon."),
        yes_no("children_reported", "The caller reported children on the scene."),
        yes_no("order_reported", "The caller reported a protection or no-contact order."),
        yes_no("strangulation_reported", "The caller reported strangulation."),
        yes_no("risk_info_relayed", "Danger information was passed on to the responding units."),
        yes_no("history_checked", "Databases were searched for history and the result passed on."),
        GEO_AREA,
        flag("is_duplicate", "The event repeats another call about the same event."),
        flag("is_test_or_void", "The event is a test or was voided."),
        *PROVENANCE,
    ),
)

INCIDENT = Table(
    schema="core",
    name="incident",
    grain="one police incident report, whatever the number of people in it",
    key=("agency_code", "incident_key"),
    fields=(
        AGENCY_CODE,
        INCIDENT_KEY,
        CALL_KEY,
        moment("occurred_ts", "When the event began."),
        moment("reported_ts", "When the police took the report."),
        moment("report_approved_ts", "When the report was approved."),
        yes_no("dv_flag_agency", "The agency's own domestic violence mark."),
        flag(
            "dv_flag_derived", "Agency mark, relationship, statute or final call type says domestic violence."
        ),
        code("dv_scope", "dv_scope", "Intimate partner, other family, or unknown, from the relationships."),
        code("most_serious_offense", "nibrs_offense", "The most serious offense, as a NIBRS code."),
        text("statute_text", "The statute number, as text: never a description."),
        code("offense_level", "offense_level", "The level of the most serious offense."),
        code("weapon", "nibrs_weapon", "The most serious weapon, as a NIBRS code."),
        code("injury", "nibrs_injury", "The most serious injury, as a NIBRS code."),
        yes_no("strangulation", "Strangulation is indicated."),
        yes_no("firearm_present", "A firearm was present."),
        yes_no("firearm_legal_ground", "There was a legal ground to remove the firearm."),
        yes_no("firearm_removed", "The firearm was removed or secured."),
        yes_no("threat_to_kill", "A threat to kill is recorded."),
        yes_no("stalking_indicated", "Stalking is indicated."),
        yes_no("sexual_assault_indicated", "Sexual assault is indicated."),
        yes_no("alcohol_drugs_suspect", "The suspect showed signs of alcohol or drugs."),
        yes_no("pregnancy", "The victim was pregnant; for the coordinator only.", Privacy.GENERALISE),
        yes_no("children_present", "Children were present.", Privacy.GENERALISE),
        count("children_count", "Children present.", "children", Privacy.GENERALISE),
        yes_no("protection_order_active", "An order was in force at the incident."),
        code("order_type", "order_type", "The kind of that order."),
        yes_no("order_violation_probable_cause", "There was probable cause that an order was violated."),
        yes_no("suspect_gone_on_arrival", "The suspect had left before the police came."),
        flag("report_written", "A report stands in the records system."),
        yes_no("dv_form_completed", "The domestic violence form was completed."),
        count("risk_questions_answered", "Blueprint risk questions answered; blank is unknown.", "questions"),
        code("risk_screen_tool", "risk_screen_tool", "The danger screen in use."),
        code(
            "risk_screen_status", "risk_screen_status", "Whether the screen was completed, and if not, why."
        ),
        code("risk_screen_result", "risk_screen_result", "The result of a completed screen."),
        yes_no("spoke_with_hotline", "After a screen the victim spoke with the hotline; a mark only."),
        yes_no("advocate_notified", "The advocacy program was notified."),
        moment("advocate_notified_ts", "When the advocacy program was notified."),
        yes_no("photos_taken", "Photographs were taken."),
        yes_no("statement_recorded", "A statement was recorded."),
        yes_no("medical_offered", "Medical help was offered."),
        yes_no("alt_contact_recorded", "Somebody who can always reach the victim is on file; a mark only."),
        yes_no("supervisor_reviewed", "A supervisor reviewed the report."),
        moment("supervisor_review_ts", "When a supervisor reviewed the report."),
        yes_no("body_camera_used", "A body camera was on."),
        flag("suspect_identified", "At least one suspect stands in the report."),
        GEO_AREA,
        *PROVENANCE,
    ),
)

PARTY_AGE_BAND = code("age_band", "age_band", "Age at the event, as a band.", Privacy.GENERALISE)

INCIDENT_PARTY = Table(
    schema="core",
    name="incident_party",
    grain="one person in one incident, by the number the person has inside that incident only",
    key=("agency_code", "incident_key", "party_seq"),
    fields=(
        AGENCY_CODE,
        INCIDENT_KEY,
        count("party_seq", "The person's number inside the incident; it means nothing elsewhere.", "ordinal"),
        code("party_role", "party_role", "Victim, suspect, or both where each reported the other."),
        PARTY_AGE_BAND,
        code("sex_gender", "sex_gender", "Sex or gender as recorded."),
        code("race", "race", "Race as recorded."),
        code("ethnicity", "ethnicity", "Ethnicity as recorded."),
        code("relationship_to_suspect", "nibrs_relationship", "The victim's relationship to the suspect."),
        code("primary_language_group", "language_group", "First language, as a group.", Privacy.GENERALISE),
        yes_no("disability_flag", "A disability is recorded.", Privacy.GENERALISE),
        *PROVENANCE,
    ),
)

ARREST = Table(
    schema="core",
    name="arrest",
    grain="one person arrested in one incident",
    key=("agency_code", "arrest_key"),
    fields=(
        AGENCY_CODE,
        ARREST_KEY,
        INCIDENT_KEY,
        count("suspect_seq", "The arrested person's number inside the incident.", "ordinal"),
        moment("arrested_ts", "When the arrest was made."),
        code("arrest_type", "arrest_type", "On view, summoned or cited, or taken into custody."),
        code("arrest_basis", "arrest_basis", "What the arrest rested on."),
        count("charges_count", "Charges recorded with the arrest.", "charges"),
        code("most_serious_charge", "nibrs_offense", "The most serious charge, as a NIBRS code."),
        code("offense_level", "offense_level", "The level of the most serious charge."),
        yes_no("dv_charge", "At least one charge is a domestic violence charge."),
        flag("dual_arrest_flag", "The incident has two arrested people who each are victim and suspect."),
        flag(
            "possible_dual_arrest", "Two people were arrested and the report names no victims to decide by."
        ),
        yes_no("self_defense_assessed", "Self-defense was assessed and documented."),
        yes_no("predominant_aggressor_documented", "The predominant aggressor decision is documented."),
        code("arrestee_sex", "sex_gender", "The arrestee's sex or gender as recorded."),
        code("arrestee_race", "race", "The arrestee's race as recorded."),
        code("arrestee_ethnicity", "ethnicity", "The arrestee's ethnicity as recorded."),
        code("arrestee_age_band", "age_band", "The arrestee's age at arrest, as a band.", Privacy.GENERALISE),
        yes_no("booked", "The arrestee was booked into jail."),
        BOOKING_KEY,
        *PROVENANCE,
    ),
)

TABLES = (CALL, INCIDENT, INCIDENT_PARTY, ARREST)

# Source-only fields of the incident dataset: people stand beside the incident, several rows to a report.
VICTIM_SEQ = Field("victim_seq", Kind.INTEGER, "The victim's number inside the report.", unit="ordinal")
SUSPECT_SEQ = Field("suspect_seq", Kind.INTEGER, "The suspect's number inside the report.", unit="ordinal")
