"""A site on disk whose records reach back beyond the clock of row-level records: the small year, and cases of its June."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import yaml
from made_site import KEY, MadeSite
from small_year import at, fill_small_year

from pipelines.privacy.keys import site_key
from pipelines.settings import Site
from pipelines.storage import read_parquet
from pipelines.submissions.store import save

MONTHS = 24
AS_OF = date(2027, 4, 10)  # the clock keeps April 2025 and what came after


def make_clock_site(root: Path, as_of: date = AS_OF, months: int | None = MONTHS) -> Site:
    """A site with files of January to June 2025, none of it built yet."""
    root.mkdir(exist_ok=True)
    made = MadeSite(root, as_of=as_of)
    fill_small_year(made)
    _fill_june(made)
    site = Site(root)
    site.site_yaml.parent.mkdir(parents=True)
    site.state.mkdir()
    site.key_file.write_text("cd" * 32, encoding="ascii")
    settings = made.settings.model_dump(mode="json", exclude_none=True)
    site.site_yaml.write_text(yaml.safe_dump(settings), encoding="utf-8")
    take_in(site, made)
    made.folder.joinpath("made").mkdir()
    for entry in made.entries:
        if entry.records is not None:
            entry.records.unlink()
    return set_clock(site, as_of, months)


def set_clock(site: Site, as_of: date, months: int | None = MONTHS) -> Site:
    """The site on another day, or with another clock."""
    settings = yaml.safe_load(site.site_yaml.read_text(encoding="utf-8"))
    clocks = {"record_months": months, "case_review_days": None, "survey_months": None}
    settings |= {"as_of": as_of.isoformat(), "retention": clocks}
    site.site_yaml.write_text(yaml.safe_dump(settings), encoding="utf-8")
    return Site(site.root)


def take_in(site: Site, made: MadeSite) -> None:
    """Store the submissions of ``made`` as if their files had been dropped."""
    key = site_key(site).derive("submissions")
    for entry in made.entries:
        records = read_parquet(entry.records, KEY) if entry.records else None
        save(
            site,
            entry.manifest | {"recipe": "r", "drop_key": entry.manifest["submission_id"]},
            records,
            [],
            key,
        )


def incident(key: str, month: int, day: int = 5, **more: Any) -> dict[str, Any]:
    return {"incident_key": key, "reported_ts": at(month, day), "victim_seq": 1, "suspect_seq": 2, **more}


def _fill_june(made: MadeSite) -> None:
    """June has cases of its own, and an arrest in a case of January; the bookings of January were corrected once."""
    made.add(
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
                "victim_notified": "notified_before" if n < 3 else "not_notified",
                "release_conditions_nco": True,
            }
            for n in range(4)
        ],
        received="2025-02-20T09:00:00",
    )
    made.add(
        "mpd",
        "rms_incidents",
        "2025-06",
        [incident(f"june{n}", 6, 5 + n, relationship_to_suspect="SE") for n in range(6)],
    )
    made.add(
        "mpd",
        "rms_arrests",
        "2025-06",
        [
            {"arrest_key": "late", "incident_key": "rep4", "arrested_ts": at(6, 3), "dv_charge": False},
            {"arrest_key": "june", "incident_key": "june0", "arrested_ts": at(6, 6), "dv_charge": True},
        ],
    )
