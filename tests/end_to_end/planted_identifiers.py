"""A site of three agencies whose files hide an identifier of every class in every place, and the words to look for.

Each planted text stands once and nowhere else, so that one found in what a run wrote came out of a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter

from pipelines.settings import Site

_SITE = """name: Elm County
county: Elm
population: 120000
first_month: 2025-03
as_of: 2025-04-20
agencies:
  - {code: mpd, name: Millbrook Police, area: patrol, datasets: {rms_incidents: monthly}}
  - {code: court, name: Elm Court, area: court}
  - {code: haven, name: Haven, area: advocacy, datasets: {advocacy_totals: monthly}}
"""
_LAYOUT = """dataset: rms_incidents
layouts:
  - columns:
      Case Number: {to: incident_key}
      Reported: {to: reported_ts, formats: ["%m/%d/%Y %H:%M"]}
      DV: {to: dv_flag_agency}
      Weapon: {to: weapon}
      Area: {to: geo_area}
      Birth: {to: suspect_age_band, from: birth_date, at: reported_ts, formats: ["%m/%d/%Y"]}
      Officer: {class: drop}
"""
HEADERS = ["Case Number", "Reported", "DV", "Weapon", "Area", "Birth"]
CASE, HELD_CASE = "24-771339044", "24-880199352"


def incident(number: str = "25-1", weapon: str = "", area: str = "North") -> list[Any]:
    return [number, "03/04/2025 10:00", "Y", weapon, area, "01/02/1990"]


@dataclass
class Planted:
    """One file: where it goes, its sheets, what is planted in it, and what refuses it (None where it is accepted)."""

    path: str
    words: tuple[str, ...]
    refused_by: str | None
    sheets: dict[str, list[Sequence[Any]]] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    comment: str = ""
    properties: dict[str, str] = field(default_factory=dict)
    hidden_column: int | None = None


def _one(*rows: Sequence[Any], headers: Sequence[Any] = HEADERS) -> dict[str, list[Sequence[Any]]]:
    return {"Incidents": [headers, *rows]}


_DROPPED = {
    "Officer": "Ofc Quixelbrand",
    "Suspect Name": "Vraxholm, Bartlebyx",
    "DOB": "07/19/1971",
    "Home Phone": "555-867-5301",
    "Block Address": "4471 WIBBLETON AVE",
    "Latitude": "44.97123459",
    "Email": "quok@wibble.example",
    "SID": "MNX7719944",
    "License Plate": "QZX 4417",
    "Case Style": "State v. Grimblethorp",
    "Badge No": "B-77190445",
    "Employer": "Zanthorp Bakery",
    "Narrative": "Zylophant struck her at the Wobblekirk house and said he would do it again, then left by the back door",
    "Nobody Mapped": "unmapped quokkaword",
    "Photo Link": "file://zqphotos/4471",
}
_ACCEPTED = Planted(
    "mpd/march.xlsx",
    (
        *_DROPPED.values(), CASE, HELD_CASE, CASE.replace("-", ""), CASE[3:], HELD_CASE[3:], "1971-07-19", "Quellenmoor, B.",
        "harmless snorlaxian", "Quibblenose", "Penwrightia", "Vellichorian", "01/02/1990",
    ),
    None,
    {
        "Incidents": [
            ["Run by: Quibblenose"],
            [*HEADERS, *_DROPPED],
            [*incident(CASE), *_DROPPED.values()],
            [*incident("25-2", "Quellenmoor, B."), *[None] * len(_DROPPED)],
            [HELD_CASE, None, "Y", "", "North", None, *[None] * len(_DROPPED)],
            *([*incident(f"25-{n}"), *[None] * len(_DROPPED)] for n in range(10, 60)),
        ],
        "Notes": [["Vellichorian"]],
    },
    ("Notes",),
    "Penwrightia:\nharmless snorlaxian",
    {"author": "Penwrightia"},
    hidden_column=7,
)  # fmt: skip
FILES = (
    _ACCEPTED,
    Planted("mpd/Keisha Castillo.xlsx", ("Keisha Castillo",), "privacy_name_found", _one(incident())),
    Planted("mpd/Tyrone Alvarez/a.xlsx", ("Tyrone Alvarez",), "privacy_name_found", _one(incident("25-3"))),
    Planted(
        "mpd/sheet.xlsx", ("Jamal Vasquez",), "privacy_name_found", _one(incident("25-4")) | {"Jamal Vasquez": [["x"]]}
    ),
    Planted(
        "mpd/header.xlsx",
        ("555-413-5303",),
        "privacy_name_found",
        _one([*incident("25-5"), "x"], headers=[*HEADERS, "Call 555-413-5303"]),
    ),
    Planted(
        "mpd/property.xlsx",
        ("Marriage of Thistlewood",),
        "privacy_name_found",
        _one(incident("25-6")),
        properties={"title": "In re Marriage of Thistlewood"},
    ),
    Planted(
        "mpd/comment.xlsx", ("555-762-5302",), "privacy_comment_found", _one(incident("25-7")), comment="ask 555-762-5302"
    ),
    Planted(
        "mpd/title.xlsx",
        ("Wolfenbarger",),
        "privacy_value_found",
        {"Incidents": [["State v. Wolfenbarger"], HEADERS, incident("25-8")]},
    ),
    Planted(
        "mpd/footer.xlsx",
        ("Latoya Jimenez",),
        "privacy_value_found",
        {"Incidents": [HEADERS, incident("25-9"), [], [None, "* Victim: Latoya Jimenez"]]},
    ),
    Planted(
        "mpd/code.xlsx", ("MURPHY, LETICIA",), "privacy_value_found", _one(incident("25-61", "MURPHY, LETICIA"))
    ),
    Planted("mpd/key.xlsx", ("321-54-9876",), "privacy_value_found", _one(incident("321-54-9876"))),
    Planted("mpd/text.xlsx", ("8812 Zibbletree Road",), "privacy_value_found", _one(incident(area="8812 Zibbletree Road"))),
    Planted(
        "mpd/victim.xlsx",
        ("Plumhoff", "987-65-4320"),
        "privacy_victim_column",
        _one([*incident("25-62"), "Ondrovika Plumhoff 987-65-4320"], headers=[*HEADERS, "Victim Name"]),
    ),
    Planted(
        "mpd/hidden.xlsx",
        ("876-54-1239",),
        "privacy_value_found",
        _one(incident("25-63")) | {"Old": [["Id"], ["876-54-1239"]]},
        ("Old",),
    ),
    Planted(
        "haven/stays.xlsx",
        ("a94a8fe5ccb19ba6", "QJ0312", "Xanthorpe"),
        "privacy_advocacy_rows",
        {
            "Stays": [["Ref", "In", "Who"]]
            + [[f"a94a8fe5ccb19ba{n}", f"3/1{n}/2025", word] for n, word in enumerate(["QJ0312", "Xanthorpe", "b", "c"], 5)]
        },
    ),
    Planted(
        "coordinator/review.xlsx",
        ("Officer Reynolds", "zebrafold"),
        "privacy_value_found",
        {
            "Review": [
                ["Review case ID", "Element ID", "Agency code", "Record kind", "Event quarter", "Outcome", "Example code", "Reviewer pair", "Reviewed on date", "DV scope"],
                ["R-1", "PAT-01", "mpd", "report", "2025-Q1", "yes", "Officer Reynolds zebrafold", "A/B", "2025-03-02", None],
            ]
        },
    ),
    Planted("court/other report.xlsx", ("Mismatchiana",), "", {"Sheet1": [["A", "B"], ["Mismatchiana", "x"]]}),
)  # fmt: skip


def write_site(root: Path) -> Site:
    """Write the settings, one layout, and every file."""
    site = Site(root)
    layout = site.layouts / "mpd" / "rms_incidents.yaml"
    layout.parent.mkdir(parents=True)
    layout.write_text(_LAYOUT, encoding="utf-8")
    site.site_yaml.write_text(_SITE, encoding="utf-8")
    for file in FILES:
        write_file(site.drop / file.path, file)
    return site


def write_file(path: Path, file: Planted) -> None:
    """Write one workbook with its comment, properties and hidden parts."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path) as book:
        book.set_properties(file.properties)
        for name, rows in file.sheets.items():
            page = book.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    if cell is not None:
                        page.write_string(r, c, str(cell))
            if file.comment and name == "Incidents":
                page.write_comment(3, 0, file.comment)
            if file.hidden_column and name == "Incidents":
                page.set_column(file.hidden_column, file.hidden_column, None, None, {"hidden": True})
            if name in file.hidden:
                page.hide()
