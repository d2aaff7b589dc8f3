"""Makes the county: draws what happened, then lets every agency write down its part of it."""

from __future__ import annotations

import pandas as pd

from pipelines.sample.world.advocacy import make_advocacy_totals
from pipelines.sample.world.arrests import make_arrests
from pipelines.sample.world.calls import make_calls
from pipelines.sample.world.case_review import make_case_review
from pipelines.sample.world.cases import draw_cases
from pipelines.sample.world.clocks import as_clocks_show
from pipelines.sample.world.court import make_court_cases
from pipelines.sample.world.events import draw_events
from pipelines.sample.world.investigations import make_investigations
from pipelines.sample.world.jail import draw_bookings, make_bookings, make_warrants
from pipelines.sample.world.orders import make_protection_orders
from pipelines.sample.world.planted_findings import add_planted_findings
from pipelines.sample.world.policy import make_checklists
from pipelines.sample.world.pretrial import make_pretrial
from pipelines.sample.world.probation import (
    draw_supervision,
    make_probation_cases,
    make_sentences,
    make_violations,
)
from pipelines.sample.world.prosecution import make_prosecution
from pipelines.sample.world.registers import make_registers
from pipelines.sample.world.reports import make_incidents
from pipelines.sample.world.shapes import Calendar, World, WorldOptions, sample_agencies


def make_world(options: WorldOptions | None = None) -> World:
    """The county that ``options`` ask for; equal options give equal worlds.

    Frames have the declared fields of their dataset with canonical codes, KEY fields as raw numbers, and
    ``_row_id``, ``_month`` (the first day of the month whose file holds the row; for a quarterly dataset any
    month of that quarter) and ``_issuer_<key>`` (the agency whose number it is).
    """
    options = options or WorldOptions()
    calendar = Calendar.of(options)
    events = draw_events(options, calendar)
    cases = draw_cases(options, events)
    sentences, supervised, violations = draw_supervision(options, cases)
    bookings = draw_bookings(options, events, cases)
    calls = make_calls(options, calendar, events)
    records: dict[tuple[str, str], pd.DataFrame] = {
        ("ecc", "cad_calls"): calls.drop(columns="_incident"),
        **make_incidents(options, calendar, events, calls),
        **make_arrests(options, calendar, events),
        ("mpd", "inv_cases"): make_investigations(options, calendar, events, cases),
        ("so", "jms_bookings"): make_bookings(options, calendar, bookings),
        ("so", "warrants"): make_warrants(options, calendar, events, cases, violations),
        ("pretrial", "pretrial"): make_pretrial(options, calendar, bookings),
        ("da", "prosecution"): make_prosecution(options, calendar, cases),
        ("court", "court_cases"): make_court_cases(options, calendar, cases),
        ("court", "sentences"): make_sentences(options, calendar, sentences, violations),
        ("court", "protection_orders"): make_protection_orders(options, calendar),
        ("prob", "probation_cases"): make_probation_cases(options, calendar, supervised),
        ("prob", "probation_violations"): make_violations(options, calendar, violations),
        ("adv", "advocacy_totals"): make_advocacy_totals(options, calendar),
        ("coordinator", "policy_checklist"): make_checklists(options, calendar),
        ("coordinator", "case_review"): make_case_review(options, calendar),
        **make_registers(options, calendar),
    }
    register = records["coordinator", "findings"]
    records["coordinator", "findings"] = add_planted_findings(register, calendar)
    return World(
        options,
        calendar.first_month.date(),
        calendar.last_month.date(),
        {key: as_clocks_show(frame) for key, frame in records.items()},
        sample_agencies(options.population, calendar.first_month.date(), options.by_quarter),
    )
