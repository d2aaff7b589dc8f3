"""A year of a small site: every dataset has rows, and one matter walks from the call to supervision."""

from __future__ import annotations

from datetime import date, datetime

from made_site import MadeSite


def at(month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2025, month, day, hour, minute)


def fill_small_year(site: MadeSite) -> None:
    site.add(
        "ecc",
        "cad_calls",
        "2025-01",
        [
            {
                "call_key": f"call{n}",
                "report_key": f"rep{n}" if n < 8 else None,
                "received_ts": at(1, 2 + n),
                "dispatched_ts": at(1, 2 + n, 12, n),
                "first_arrived_ts": at(1, 2 + n, 12, n + 5),
                "call_type_initial": "dv_in_progress",
                "call_type_final": "dv_verbal",
                "priority_rank": 1,
                "disposition": "report_written" if n < 8 else "no_action_civil",
            }
            for n in range(10)
        ],
    )
    site.add(
        "mpd",
        "rms_incidents",
        "2025-01",
        [
            {
                "incident_key": f"rep{n}",
                "call_key": f"call{n}",
                "reported_ts": at(1, 2 + n, 13),
                "victim_seq": 1,
                "suspect_seq": 2,
                "relationship_to_suspect": "SE" if n % 2 else "PA",
                "suspect_gone_on_arrival": n > 5,
            }
            for n in range(8)
        ],
    )
    site.add(
        "mpd",
        "rms_arrests",
        "2025-01",
        [
            {
                "arrest_key": f"arr{n}",
                "incident_key": f"rep{n}",
                "suspect_seq": 2,
                "arrested_ts": at(1, 2 + n, 14),
                "arrestee_sex": "F" if n == 0 else "M",
                "dv_charge": True,
            }
            for n in range(5)
        ],
    )
    site.add(
        "jail",
        "jms_bookings",
        "2025-01",
        [
            {
                "booking_key": f"book{n}",
                "incident_key": f"rep{n}",
                "charge_seq": 1,
                "booked_ts": at(1, 2 + n, 15),
                "released_ts": at(1, 3 + n, 15) if n else None,
                "release_type": "ror" if n else None,
                "dv_charge": True,
                "victim_notified": "notified_before",
                "release_conditions_nco": True,
            }
            for n in range(4)
        ],
    )
    site.add(
        "jail", "warrants", "2025-01", [{"warrant_key": "w1", "incident_key": "rep6", "issued_ts": at(1, 9)}]
    )
    site.add(
        "pretrial",
        "pretrial",
        "2025-01",
        [
            {
                "pretrial_key": "pt1",
                "booking_key": "book1",
                "assessment_ts": at(1, 4),
                "dv_related": True,
                "decision": "ror",
                "condition_no_contact": True,
                "nco_violation": False,
            }
        ],
    )
    site.add(
        "da",
        "prosecution",
        "2025-01",
        [
            {
                "pros_case_key": f"pc{n}",
                "incident_key": f"rep{n}",
                "court_case_key": f"cc{n}" if n < 3 else None,
                "referred_ts": at(1, 4 + n),
                "review_decision_ts": at(1, 9 + n),
                "review_decision": "filed" if n < 3 else "declined",
                "decline_reason": None if n < 3 else "insufficient_evidence",
                "dv_related": True,
            }
            for n in range(4)
        ],
    )
    site.add(
        "court",
        "court_cases",
        "2025-01",
        [
            {
                "court_case_key": f"cc{n}",
                "charge_seq": "1",
                "filed_date": date(2025, 1, 15 + n),
                "dv_related": True,
                "level": "misdemeanor",
                "disposition": ("conviction_plea", "dismissal", None)[n],
                "disposition_reason": "other" if n == 1 else None,
                "dismissed_by": "prosecutor" if n == 1 else None,
                "disposition_date": date(2025, 3, 1) if n < 2 else None,
                "firearm_order": True,
            }
            for n in range(3)
        ],
        last_month="2025-03",
    )
    site.add(
        "court",
        "sentences",
        "2025-01",
        [
            {
                "court_case_key": "cc0",
                "sentence_date": date(2025, 3, 5),
                "sentence_type": "supervision",
                "probation_days": 365,
                "cond_bip": True,
                "dv_related": True,
            }
        ],
        last_month="2025-03",
    )
    site.add(
        "court",
        "protection_orders",
        "2025-01",
        [{"po_key": "po1", "petition_date": date(2025, 2, 1), "petition_result": "granted"}],
        last_month="2025-03",
    )
    site.add(
        "prob",
        "probation_cases",
        "2025-03",
        [
            {
                "probation_key": "pb1",
                "court_case_key": "cc0",
                "started_date": date(2025, 3, 6),
                "dv_related": True,
            }
        ],
    )
    site.add(
        "prob",
        "probation_violations",
        "2025-03",
        [
            {
                "violation_key": "v1",
                "probation_key": "pb1",
                "discovered_date": date(2025, 3, 10),
                "response": "jail_sanction",
                "response_date": date(2025, 3, 20),
            }
        ],
    )
    site.add(
        "haven",
        "advocacy_totals",
        "2025-01",
        [{"period_month": date(2025, 1, 1), "measure_code": "persons_served_new", "total_count": 14}],
    )
    site.add(
        "coordinator",
        "policy_checklist",
        "2025-03",
        [
            {
                "agency_code": "mpd",
                "element_id": "PAT-01",
                "review_round": "2025-1",
                "status": "met",
                "agreed": True,
                "reviewed_on_date": date(2025, 2, 3),
            },
            {
                "agency_code": "mpd",
                "element_id": "PAT-02",
                "review_round": "2025-1",
                "status": "conflicts",
                "reviewed_on_date": date(2025, 2, 3),
            },
        ],
    )
    site.add(
        "coordinator",
        "case_review",
        "2025-03",
        [
            {
                "agency_code": "mpd",
                "element_id": "PAT-01",
                "review_case_id": str(n),
                "event_quarter": "2025Q1" if n % 2 else "2025-Q1",
                "outcome": "demonstrated" if n < 4 else "not_demonstrated",
            }
            for n in range(12)
        ],
    )
    site.add("mpd", "rms_incidents", "2025-02", status="nil_report")
    site.add("mpd", "rms_incidents", "2025-03", [], status="accepted")
