"""Why small numbers keep an edition from going out, in words for the person who asked: which readers, which figures.

The reasons come from ``disclosure/gate.py`` by coordinates; the whole gate stands in ``release``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from pipelines.disclosure.gate import Answer
from pipelines.reports.editions.restated import READERS
from pipelines.reports.figure import Period
from pipelines.reports.source import Source, rows_of

_MOST_PLACES = 5
_OUTSIDE = "somebody from outside"
_MONTHS = {"month": 1, "quarter": 3, "rolling12": 12}


@dataclass(frozen=True)
class Names:
    """The names of measures and agencies by their codes."""

    measures: Mapping[str, str]
    agencies: Mapping[str, str]


def read_names(source: Source) -> Names:
    """The names that the warehouse has."""
    return Names(
        {row.measure_id: row.name for row in rows_of(source.query("measure_definition"))},
        {row.agency_code: row.agency_name for row in rows_of(source.query("agency"))},
    )


def disclosure_words(answers: Mapping[str, Answer], names: Names) -> Iterator[str]:
    """One sentence for each reason against a release: of which readers it is true, and of which figures or who could, the first few."""
    readers: dict[str, list[str]] = {}
    places: dict[str, list[str]] = {}
    for audience, answer in answers.items():
        for reason in answer.reasons:
            reader = (
                READERS.get(audience, audience).replace("The", "the", 1).replace("Everybody", "everybody")
            )
            readers.setdefault(reason.text, [])
            if reader not in readers[reason.text]:
                readers[reason.text].append(reader)
            found = places.setdefault(reason.text, [])
            if reason.place:
                found.append(place_words(reason.place, names))
            if reason.who:
                found.append(f"by {names.agencies.get(reason.who, _OUTSIDE)}")
    for text, of in readers.items():
        told = list(dict.fromkeys(places[text]))
        more = len(told) - _MOST_PLACES
        rest = f"; and {more} more" if more > 0 else ""
        words = f"{'; '.join(told[:_MOST_PLACES])}{rest}."
        where = f" {words[:1].upper()}{words[1:]}" if told else ""
        yield f"Small numbers, for {'; '.join(of)}: {text}{where}"


def place_words(place: Mapping[str, str], names: Names) -> str:
    """A figure in words: its measure, agency, part and period."""
    series, agency = place.get("series", ""), place.get("agency_code", "")
    part = (
        ""
        if place.get("breakdown", "none") == "none"
        else f"{place['breakdown']} {place.get('category', '')}".replace("_", " ")
    )
    start = pd.Timestamp(place["period_start"]).date()
    told = (
        names.measures.get(series, series.replace("_", " ")),
        "all agencies" if agency == "all" else names.agencies.get(agency, agency),
        part,
        Period(place["period_kind"], start, _end(place["period_kind"], start)).words,
    )
    return ", ".join(words for words in told if words)


def _end(kind: str, start: date) -> date:
    months = _MONTHS.get(kind, 12)
    end: date = (pd.Timestamp(start) + pd.DateOffset(months=months) - pd.Timedelta(days=1)).date()
    return end
