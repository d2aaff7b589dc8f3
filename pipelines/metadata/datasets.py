"""What agencies and the coordinator send: one declaration per dataset, its fields picked from the core tables.

A dataset is the typed record that one row of a file becomes; the SQL in ``warehouse/sql/core`` rolls records up
to the canonical grain. How an agency's own columns become these fields stands in its layout.
"""

from __future__ import annotations

from pipelines.metadata.classes import Dataset, Field, Need, Privacy, Table
from pipelines.metadata.fields import code, count, day, flag, text, yes_no
from pipelines.metadata.register_limits import STATUSES_ON_A_TEXT
from pipelines.metadata.registers import REGISTERS
from pipelines.metadata.tables import calls_and_incidents as ci
from pipelines.metadata.tables import coordinator as co
from pipelines.metadata.tables import custody as cu
from pipelines.metadata.tables import policy as po
from pipelines.metadata.tables import probation as pr
from pipelines.metadata.tables import prosecution_and_court as pc

_PROVENANCE = {"submission_id", "source_sheet", "source_row"}


def _fields(table: Table, *left_out: str) -> tuple[Field, ...]:
    """The fields of ``table`` that a record can carry: all but provenance, agency and ``left_out``."""
    unwanted = {*_PROVENANCE, *left_out, "agency_code"}
    missing = set(left_out) - {f.name for f in table.fields}
    if missing:
        raise ValueError(f"{table.full_name} has no {sorted(missing)}")
    return tuple(f for f in table.fields if f.name not in unwanted)


def _registers(table: Table) -> tuple[Field, ...]:
    """The fields of a coordinator's register, which names the agency on each row."""
    return tuple(f for f in table.fields if f.name not in _PROVENANCE)


CAD_CALLS = Dataset(
    name="cad_calls",
    title="911 and dispatch calls",
    agency_areas=("ecc",),
    grain="one event, or one row per unit sent; rows of one event are counted once",
    key=("call_key",),
    period_field="received_ts",
    fields=_fields(ci.CALL, "dv_initial", "dv_final"),
    feeds=("core.call",),
    required=("call_key", "received_ts"),
    expected={"call_type_initial": 0.99, "call_type_final": 0.95, "disposition": 0.95, "priority_rank": 0.95},
    ordered=(
        ("received_ts", "dispatched_ts"),
        ("dispatched_ts", "first_arrived_ts"),
        ("first_arrived_ts", "cleared_ts"),
    ),
)

RMS_INCIDENTS = Dataset(
    name="rms_incidents",
    title="Police incident reports",
    agency_areas=("patrol", "sheriff_jail"),
    grain="one incident, or one row per victim and suspect in it; incidents are counted once",
    key=("incident_key", "victim_seq", "suspect_seq"),
    period_field="reported_ts",
    fields=(
        *_fields(ci.INCIDENT, "dv_flag_derived", "dv_scope", "suspect_identified"),
        flag("is_supplement", "The row supplements an earlier report and is no new incident."),
        ci.VICTIM_SEQ,
        code("victim_age_band", "age_band", "The victim's age at the event, as a band.", Privacy.GENERALISE),
        code("victim_sex_gender", "sex_gender", "The victim's sex or gender as recorded."),
        code("victim_race", "race", "The victim's race as recorded."),
        code("victim_ethnicity", "ethnicity", "The victim's ethnicity as recorded."),
        code("relationship_to_suspect", "nibrs_relationship", "The victim's relationship to the suspect."),
        code(
            "primary_language_group",
            "language_group",
            "The victim's language, as a group.",
            Privacy.GENERALISE,
        ),
        yes_no("disability_flag", "A disability of the victim is recorded.", Privacy.GENERALISE),
        ci.SUSPECT_SEQ,
        code(
            "suspect_age_band", "age_band", "The suspect's age at the event, as a band.", Privacy.GENERALISE
        ),
        code("suspect_sex_gender", "sex_gender", "The suspect's sex or gender as recorded."),
        code("suspect_race", "race", "The suspect's race as recorded."),
        code("suspect_ethnicity", "ethnicity", "The suspect's ethnicity as recorded."),
    ),
    feeds=("core.incident", "core.incident_party"),
    required=("incident_key", "reported_ts"),
    expected={
        "relationship_to_suspect": 0.9,
        "victim_race": 0.85,
        "dv_flag_agency": 0.9,
        "most_serious_offense": 0.95,
        "risk_questions_answered": 0.85,
        "strangulation": 0.85,
        "suspect_gone_on_arrival": 0.85,
    },
    ordered=(("occurred_ts", "reported_ts"), ("reported_ts", "report_approved_ts")),
    suspect_age="suspect_age_band",
)

RMS_ARRESTS = Dataset(
    name="rms_arrests",
    title="Police arrests",
    agency_areas=("patrol", "sheriff_jail"),
    grain="one arrest of one person, or one row per charge of it",
    key=("arrest_key", "charge_seq"),
    period_field="arrested_ts",
    fields=(
        *_fields(ci.ARREST, "dual_arrest_flag", "possible_dual_arrest"),
        count("charge_seq", "The number of the charge inside the arrest.", "ordinal"),
    ),
    feeds=("core.arrest",),
    required=("arrest_key", "arrested_ts"),
    expected={"incident_key": 0.95, "arrestee_sex": 0.95, "arrestee_race": 0.85, "dv_charge": 0.9},
    suspect_age="arrestee_age_band",
)

INV_CASES = Dataset(
    name="inv_cases",
    title="Investigations",
    agency_areas=("investigation", "patrol"),
    grain="one follow-up investigation",
    key=("incident_key",),
    period_field="assigned_ts",
    fields=_fields(cu.INVESTIGATION),
    feeds=("core.investigation",),
    required=("incident_key", "assigned_ts"),
    expected={"status": 0.95},
    ordered=(("assigned_ts", "closed_ts"),),
)

JMS_BOOKINGS = Dataset(
    name="jms_bookings",
    title="Jail bookings",
    agency_areas=("sheriff_jail",),
    grain="one charge of one booking, or one booking",
    key=("booking_key", "charge_seq"),
    period_field="booked_ts",
    fields=(
        *_fields(cu.BOOKING, "hold_hours", "charges_count"),
        count("charge_seq", "The number of the charge inside the booking.", "ordinal"),
        text("statute_text", "The statute number, as text."),
        code("charge_class", "offense_level", "The level of the charge."),
    ),
    feeds=("core.booking", "core.booking_charge"),
    required=("booking_key", "booked_ts"),
    expected={"dv_charge": 0.95, "release_type": 0.8, "victim_notified": 0.8},
    ordered=(("booked_ts", "released_ts"),),
)

WARRANTS = Dataset(
    name="warrants",
    title="Warrants",
    agency_areas=("warrants_civil", "sheriff_jail"),
    grain="one warrant",
    key=("warrant_key",),
    period_field="issued_ts",
    fields=_fields(cu.WARRANT),
    feeds=("core.warrant",),
    required=("warrant_key", "issued_ts"),
    expected={"warrant_type": 0.95, "status": 0.95},
    ordered=(("requested_ts", "issued_ts"), ("issued_ts", "served_ts")),
    still_open="served_ts IS NULL AND ended_ts IS NULL AND coalesce(status NOT IN ('served', 'recalled', 'expired'), true)",
)

PRETRIAL = Dataset(
    name="pretrial",
    title="Pretrial evaluations and release",
    agency_areas=("pretrial",),
    grain="one evaluation",
    key=("pretrial_key",),
    period_field="assessment_ts",
    fields=_fields(cu.PRETRIAL_CASE),
    feeds=("core.pretrial_case",),
    required=("pretrial_key", "assessment_ts"),
    expected={"decision": 0.9, "victim_contact": 0.8},
    ordered=(("supervision_start_date", "supervision_end_date"),),
)

PROSECUTION = Dataset(
    name="prosecution",
    title="Referrals to the prosecutor",
    agency_areas=("prosecution",),
    grain="one defendant in one referral, or one row per charge of it",
    key=("pros_case_key",),
    period_field="referred_ts",
    fields=_fields(pc.PROSECUTION_CASE),
    feeds=("core.prosecution_case",),
    required=("pros_case_key", "referred_ts"),
    expected={"incident_key": 0.9, "review_decision": 0.8},
    ordered=(("referred_ts", "review_decision_ts"), ("review_decision_ts", "filed_ts")),
    suspect_age="defendant_age_band",
)

COURT_CASES = Dataset(
    name="court_cases",
    title="Court cases and charges",
    agency_areas=("court", "prosecution"),
    grain="one charge of one court case",
    key=("court_case_key", "charge_seq"),
    period_field="filed_date",
    fields=(
        *_fields(
            pc.COURT_CASE,
            "case_disposition",
            "case_disposition_date",
            "convicted_any",
            "convicted_dv",
            "dv_related",
            "disposition_reason",
            "level_filed",
            "level_disposed",
            "most_serious_filed",
            "most_serious_convicted",
            "charges_count",
        ),
        *(f for f in _fields(pc.CHARGE, "court_case_key")),
    ),
    feeds=("core.court_case", "core.charge"),
    required=("court_case_key", "charge_seq", "filed_date"),
    expected={"level": 0.9, "dv_related": 0.9, "charge_family": 0.8},
    ordered=(("filed_date", "disposition_date"),),
)

SENTENCES = Dataset(
    name="sentences",
    title="Sentences",
    agency_areas=("court", "prosecution"),
    grain="one sentence of one court case, or one row per sentenced charge",
    key=("court_case_key", "phase"),
    period_field="sentence_date",
    fields=_fields(pc.SENTENCE),
    feeds=("core.sentence",),
    required=("court_case_key", "sentence_date"),
    expected={"sentence_type": 0.95},
)

PROBATION_CASES = Dataset(
    name="probation_cases",
    title="Supervision cases",
    agency_areas=("probation",),
    grain="one supervision case",
    key=("probation_key",),
    period_field="started_date",
    fields=_fields(pr.PROBATION_CASE),
    feeds=("core.probation_case",),
    required=("probation_key", "started_date"),
    expected={"status": 0.95, "victim_contact": 0.7},
    ordered=(("started_date", "ended_date"),),
    still_open="ended_date IS NULL",
)

PROBATION_VIOLATIONS = Dataset(
    name="probation_violations",
    title="Violations of supervision",
    agency_areas=("probation",),
    grain="one violation report",
    key=("violation_key",),
    period_field="discovered_date",
    fields=_fields(pr.PROBATION_VIOLATION),
    feeds=("core.probation_violation",),
    required=("violation_key", "discovered_date"),
    expected={"violation_type": 0.95, "probation_key": 0.95},
    ordered=(("violation_date", "discovered_date"), ("discovered_date", "response_date")),
)

PROTECTION_ORDERS = Dataset(
    name="protection_orders",
    title="Civil protection orders",
    agency_areas=("court", "warrants_civil"),
    grain="one petition",
    key=("po_key",),
    period_field="petition_date",
    fields=_fields(pc.PROTECTION_ORDER),
    feeds=("core.protection_order",),
    required=("po_key", "petition_date"),
    expected={"order_kind": 0.9, "petition_result": 0.8},
    ordered=(
        ("petition_date", "granted_date"),
        ("granted_date", "served_date"),
        ("granted_date", "expires_date"),
    ),
)

ADVOCACY_TOTALS = Dataset(
    name="advocacy_totals",
    title="Advocacy program totals",
    agency_areas=("advocacy",),
    grain="one total for one month and category",
    key=("period_month", "measure_code", "breakdown", "category"),
    period_field="period_month",
    fields=_fields(co.ADVOCACY_TOTAL),
    feeds=("core.advocacy_total",),
    required=("period_month", "measure_code"),
    is_aggregate=True,
)

POLICY_CHECKLIST = Dataset(
    name="policy_checklist",
    title="Policy checklist",
    agency_areas=("coordinator",),
    grain="one element of one agency's policy in one round",
    key=("agency_code", "element_id", "review_round"),
    period_field="reviewed_on_date",
    fields=(
        *_registers(po.POLICY_RESPONSE)[:2],
        text("practice", "The practice in a few words, for whoever fills in the sheet; it is not used."),
        *_registers(po.POLICY_RESPONSE)[2:],
    ),
    feeds=("core.policy_response",),
    required=("agency_code", "element_id", "review_round", "status"),
    fills_up=True,
    required_where=(Need("doc_id", "status", STATUSES_ON_A_TEXT, "row_status_without_document"),),
    is_coordinator=True,
    scope=("agency_code", "review_round"),
)

CASE_REVIEW = Dataset(
    name="case_review",
    title="Case review tally",
    agency_areas=("coordinator",),
    grain="one element looked for in one reviewed record",
    key=("agency_code", "review_case_id", "element_id"),
    period_field="reviewed_on_date",
    fields=_registers(po.CASE_REVIEW_ITEM),
    feeds=("core.case_review_item",),
    required=("agency_code", "review_case_id", "element_id", "event_quarter", "outcome"),
    is_coordinator=True,
    scope=("agency_code", "event_quarter"),
    is_about_people=True,
)

LINK_REVIEW = Dataset(
    name="link_review",
    title="Uncertain links, answered",
    agency_areas=("coordinator",),
    grain="one pair of records and whether they belong together",
    key=("question_id",),
    period_field="listed_date",
    fields=(
        text("question_id", "The question, as the workbook of uncertain links lists it."),
        code(
            "answer", "link_answer", "Whether the two records belong together; blank where nobody looked yet."
        ),
        day("listed_date", "The day as of which the workbook was written."),
    ),
    feeds=(),
    required=("question_id", "listed_date"),
    is_coordinator=True,
    scope=("listed_date",),
)


JUSTICE = (
    CAD_CALLS,
    RMS_INCIDENTS,
    RMS_ARRESTS,
    INV_CASES,
    JMS_BOOKINGS,
    WARRANTS,
    PRETRIAL,
    PROSECUTION,
    COURT_CASES,
    SENTENCES,
    PROBATION_CASES,
    PROBATION_VIOLATIONS,
    PROTECTION_ORDERS,
)

DATASETS: dict[str, Dataset] = {
    dataset.name: dataset
    for dataset in (*JUSTICE, ADVOCACY_TOTALS, POLICY_CHECKLIST, CASE_REVIEW, LINK_REVIEW, *REGISTERS)
}
EMPTY_CHECKS = frozenset(need.check_id for dataset in DATASETS.values() for need in dataset.needs)
"""The checks of fields without which a row is held."""
READ_TODAY: tuple[str, ...] = tuple(DATASETS)
