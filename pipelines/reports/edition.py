"""What every workbook says about itself: the site, the edition, how complete the data is, notes, definitions.

Measures and policy answers are read elsewhere (``figures``, the workbooks).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipelines.reports.kit import Cell, Cover, Imprint, plain
from pipelines.reports.kit.cells import LEGEND_K_OF_N, LEGEND_LATE, LEGEND_NIL, LEGEND_SUPPRESSED
from pipelines.reports.source import Source, rows_of

LEGEND = (LEGEND_SUPPRESSED, LEGEND_LATE, LEGEND_NIL, LEGEND_K_OF_N)
DIRECTIONS = {"up_good": "higher", "down_good": "lower", "neutral": "no set direction"}
_AUDIENCES = {
    "joint": "Agency directors together and the implementation team. Small counts are withheld.",
    "director": "The director of this agency only, before the team. Small counts are withheld.",
    "agency": "The director of this agency. Other agencies get their own; what all may see is in the joint workbook.",
    "reviewer": "The reviewer of the edition and the coordinator. Not for passing on.",
    "coordinator": "The coordinator only, under the signed confidentiality agreement. Not for passing on.",
}


@dataclass(frozen=True)
class Site:
    """The site and the months its data covers."""

    site_name: str
    county_name: str
    as_of: dt.date
    first_month: dt.date
    last_month: dt.date
    dv_scope_note: str
    is_sample: bool


def as_date(value: Any) -> dt.date:
    """A date of a frame as Python's."""
    stamp: dt.date = pd.Timestamp(value).date()
    return stamp


def text_of(value: object) -> str:
    """A text of a frame; missing is empty."""
    return (
        "" if value is None or value is pd.NA or (isinstance(value, float) and pd.isna(value)) else str(value)
    )


def month_words(day: dt.date) -> str:
    """For example Mar 2026."""
    return f"{day:%b %Y}"


def day_words(day: dt.date) -> str:
    """For example April 5, 2026."""
    return f"{day:%B} {day.day}, {day.year}"


def read_site(source: Source) -> Site:
    """The site; a warehouse without data yet covers the month of its date."""
    frame = source.query("site")
    row = frame.iloc[0]
    as_of = as_date(row["as_of_date"])
    first, last = (
        as_of.replace(day=1) if pd.isna(row[name]) else as_date(row[name])
        for name in ("data_from_month", "data_to_month")
    )
    return Site(
        site_name=text_of(row["site_name"]),
        county_name=text_of(row["county_name"]),
        as_of=as_of,
        first_month=first,
        last_month=last,
        dv_scope_note=text_of(row["dv_scope_note"]),
        is_sample=bool(frame["is_sample"].fillna(False).iloc[0]),
    )


def make_imprint(site: Site, title: str) -> Imprint:
    """The imprint of a workbook about ``site``."""
    return Imprint(title, site.site_name, f"As of {day_words(site.as_of)}", site.as_of, site.is_sample)


def make_cover(source: Source, site: Site, subtitle: str, audience: str) -> Cover:
    """The cover: whose data, which months, how complete, what is withheld, who may read it."""
    scope = site.dv_scope_note or "See the notes sheet."
    return Cover(
        subtitle,
        [
            ("Site", ", ".join(dict.fromkeys(name for name in (site.site_name, site.county_name) if name))),
            ("Figures as of", day_words(site.as_of)),
            ("Months covered", f"{month_words(site.first_month)} to {month_words(site.last_month)}"),
            ("What counts as domestic violence", scope),
            ("How complete the data is", completeness_words(source, site)),
            ("Small numbers", f"{LEGEND_SUPPRESSED}. Withheld figures stand nowhere in this file, also not behind charts. "
             "With fewer than 10 in the base, the figure is given as k of n, without a percentage."),
            ("Who may read this", _AUDIENCES[audience]),
            ("What it is for", "Working together on policy and practice. It does not rank agencies or people, and it is "
             "not a case file or a warning system."),
        ],
    )  # fmt: skip


def completeness_words(source: Source, site: Site) -> str:
    """How many of the expected months came, and what is missing for the latest one."""
    frame = source.query("submission_status")
    due = frame[frame["status"] != "not_due"]
    if due.empty:
        return "No submission was due yet."
    came = due[due["status"].isin(["received", "nil_report"])]
    words = f"{len(came):,} of {len(due):,} expected monthly submissions are in."
    latest = due[pd.to_datetime(due["month"]) == pd.Timestamp(site.last_month)]
    missing = latest[~latest["status"].isin(["received", "nil_report"])]
    if len(latest) and missing.empty:
        return f"{words} Everything due for {month_words(site.last_month)} is in."
    names = [f"{row.agency_name} ({row.dataset_title})" for row in rows_of(missing)]
    if not names:
        return words
    more = f" and {len(names) - 4} more" if len(names) > 4 else ""
    return f"{words} Missing for {month_words(site.last_month)}: {'; '.join(names[:4])}{more}."


def make_notes(source: Source, site: Site, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The lines of the notes sheet, the workbook's own ``more`` first."""
    signs = [
        ("†", "Too few to show. The figure, its base, or the rest of the base is under the limit for these readers. "
         "It is withheld everywhere in the file."),
        ("late", "Nothing came by the due date. It does not mean that nothing happened."),
        ("not usable", "A file came and could not be used; its receipt says why."),
        ("not due", "The due date has not passed."),
        ("not asked", "The agency was not asked for the period, or does not send these records."),
        ("not sent", "No data came for the period, for one of the reasons above."),
        ("nil", "The agency sent word that nothing happened: a true zero."),
        ("too early", "The cases are too young: the step cannot be judged yet."),
        ("no cases", "Data came, and nothing fell into the base of the measure."),
        ("k of n", "Fewer than 10 in the base. A percentage of so few would swing with every case."),
        ("Complete", "Months that came, of those in the period. Under 100 percent the figure counts only what came."),
        ("Unknown", "Records left out of the base because the record does not say. Blank where there are too few to show."),
        ("Linked", "Records that found their partner at another agency, for measures across agencies."),
        ("Comparing periods", "Figures of one period differ by chance. Small moves are not news; look at 12 months first."),
        ("Comparing agencies", "Agencies count differently and serve different people. This workbook does not rank them."),
        ("Later corrections", "Agencies correct their data. Figures can change in a later edition; quote the date of this one."),
        ("Domestic violence", site.dv_scope_note or "No site-wide note was given."),
    ]  # fmt: skip
    agencies = [
        (f"{row.agency_name}: what it counts", text_of(row.dv_definition) or "No definition was given.")
        for row in rows_of(source.query("agency"))
    ]
    return [*more, *signs, *agencies]


def definition_rows(source: Source, only: Collection[str] | None = None) -> list[list[Cell]]:
    """The rows of the definitions sheet, of the measures in ``only`` where given."""
    frame = source.query("measure_definition")
    if only is not None:
        frame = frame[frame["measure_id"].isin(list(only))]
    return [
        [
            Cell(row.measure_id, anchor=f"measure/{row.measure_id}"),
            plain(row.name),
            plain(row.unit_label),
            plain(row.numerator),
            plain(row.denominator),
            plain(DIRECTIONS.get(text_of(row.direction), "no set direction")),
            plain(row.caution),
            plain(row.source_ref),
            plain(row.definition_version),
        ]
        for row in rows_of(frame)
    ]
