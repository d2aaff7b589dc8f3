"""Measures of advocacy programs, from the monthly totals that they send; never from rows of persons."""

from __future__ import annotations

from pipelines.metadata.classes import Direction, Measure, Needs, ValueKind

UP, DOWN, NEUTRAL = Direction.UP_GOOD, Direction.DOWN_GOOD, Direction.NEUTRAL
COUNT, SHARE = ValueKind.COUNT, ValueKind.SHARE

MEASURES = (
    Measure(
        "M150",
        "Victims reached after a notice",
        "advocacy",
        "contact",
        SHARE,
        UP,
        "AIR",
        "Of these, victims reached",
        "Notices to the advocacy program",
        fact="fact_advocacy",
        dataset="advocacy_totals",
        num_sql="contacts_reached",
        den_sql="notices_received",
        scoped=False,
        caution="Months with a small total that the program does not tell are left out.",
    ),
    Measure(
        "M151",
        "Services accepted after contact",
        "advocacy",
        "contact",
        SHARE,
        NEUTRAL,
        "AIR",
        "Of these, victims who accepted services",
        "Victims reached",
        fact="fact_advocacy",
        dataset="advocacy_totals",
        num_sql="services_accepted",
        den_sql="contacts_reached",
        scoped=False,
        caution="A service can be accepted in a later month than the contact: single months can show more than were reached.",
    ),
    Measure(
        "M152",
        "Persons served by advocacy programs",
        "advocacy",
        "person",
        COUNT,
        NEUTRAL,
        "OVW, FVPSA",
        "Persons newly served in the month, added up",
        None,
        fact="fact_advocacy",
        dataset="advocacy_totals",
        num_sql="persons_new",
        scoped=False,
        caution="A person newly served twice counts twice.",
    ),
    Measure(
        "M153",
        "Requests for shelter that were not met",
        "advocacy",
        "request",
        SHARE,
        DOWN,
        "OVW",
        "Of these, requests that were not met",
        "Requests for shelter",
        fact="fact_advocacy",
        dataset="advocacy_totals",
        num_sql="shelter_unmet",
        den_sql="shelter_requests",
        scoped=False,
        needs=Needs("fact_advocacy", "shelter_requests IS NOT NULL", "the total of requests for shelter"),
    ),
)
